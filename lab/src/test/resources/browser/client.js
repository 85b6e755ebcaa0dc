// A client of the wire protocol, written from protocol/README.md alone; WebSocket and WebTransport.

const PROBE = 0x01, ECHO = 0x02, PUBLISH = 0x03, DELIVER = 0x04, ACK = 0x05, HELLO = 0x10, REFUSED = 0x1b;
const CONTROL = { 0x10: 'HELLO', 0x11: 'WELCOME', 0x12: 'JOIN', 0x13: 'JOINED', 0x14: 'LEAVE', 0x15: 'MEMBER_JOINED',
  0x16: 'MEMBER_LEFT', 0x17: 'REPLAY', 0x18: 'GAP', 0x19: 'REPORT', 0x1a: 'GOAWAY', 0x1b: 'REFUSED' };
const TYPE = Object.fromEntries(Object.entries(CONTROL).map(([code, name]) => [name, Number(code)]));
const utf8 = new TextEncoder(), text = new TextDecoder();

function frame(type, body) {
  const length = body.length + 1, head = length < 64 ? 1 : length < 16384 ? 2 : 4;
  const bytes = new Uint8Array(head + length), view = new DataView(bytes.buffer);
  if (head === 1) view.setUint8(0, length);
  else if (head === 2) view.setUint16(0, length | 0x4000);
  else view.setUint32(0, (length | 0x80000000) >>> 0);
  bytes[head] = type;
  bytes.set(body, head + 1);
  return bytes;
}

// Takes whole frames from the front of a buffer; returns them and what is left.
function parse(buffer) {
  const frames = [];
  for (;;) {
    if (buffer.length === 0) return [frames, buffer];
    const head = 1 << (buffer[0] >> 6), view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    if (buffer.length < head) return [frames, buffer];
    const length = head === 1 ? view.getUint8(0) & 0x3f : head === 2 ? view.getUint16(0) & 0x3fff : view.getUint32(0) & 0x3fffffff;
    if (buffer.length < head + length) return [frames, buffer];
    frames.push(decode(buffer.subarray(head, head + length)));
    buffer = buffer.subarray(head + length);
  }
}

function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), type = bytes[0];
  switch (type) {
    case ECHO: return { type: 'ECHO', sequence: view.getUint32(1), clientNanos: view.getBigInt64(5), flags: bytes[13],
      load: bytes[14], holdNanos: view.getUint32(15) };
    case DELIVER: return { type: 'DELIVER', room: view.getUint32(1), class: bytes[5],
      sender: view.getBigUint64(6).toString(16).padStart(16, '0'), sequence: Number(view.getBigUint64(14)),
      payload: text.decode(bytes.subarray(22)) };
    case ACK: return { type: 'ACK', room: view.getUint32(1), sequence: Number(view.getBigUint64(5)) };
    default: return { type: CONTROL[type], ...JSON.parse(text.decode(bytes.subarray(1))) };
  }
}

class Client {
  constructor() { this.received = []; this.waiting = []; this.sequences = {}; this.rest = new Uint8Array(0); }

  static async webSocket(url) {
    const client = new Client(), socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    client.send = bytes => socket.send(bytes);
    client.sendUnreliable = client.send;
    client.close = () => socket.close(1000, 'done');
    client.closed = new Promise(done => { socket.onclose = event => done({ code: event.code, reason: event.reason }); });
    socket.onmessage = event => client.onBytes(new Uint8Array(event.data));
    await new Promise((open, fail) => { socket.onopen = open; socket.onerror = () => fail(new Error('WebSocket failed')); });
    return client;
  }

  static async webTransport(url, sha256) {
    const client = new Client();
    const hash = Uint8Array.from(sha256.match(/../g), hex => parseInt(hex, 16));
    const session = new WebTransport(url, { serverCertificateHashes: [{ algorithm: 'sha-256', value: hash }] });
    await session.ready;
    const stream = await session.createBidirectionalStream(), writer = stream.writable.getWriter();
    const datagrams = (session.datagrams.writable ?? session.datagrams.createWritable()).getWriter();
    client.send = bytes => writer.write(bytes).catch(() => {});
    client.sendUnreliable = bytes => datagrams.write(bytes).catch(() => {});
    client.close = () => session.close({ closeCode: 1000, reason: 'done' });
    client.closed = session.closed.then(info => ({ code: info.closeCode, reason: info.reason }), error => ({ error: String(error) }));
    client.pump(stream.readable, bytes => client.onBytes(bytes));
    client.pump(session.datagrams.readable, bytes => parse(bytes)[0].forEach(f => client.onFrame(f)));
    return client;
  }

  async pump(readable, use) {
    try {
      const reader = readable.getReader();
      for (;;) { const { value, done } = await reader.read(); if (done) return; use(value); }
    } catch { /* the session is closed */ }
  }

  onBytes(bytes) {
    const all = new Uint8Array(this.rest.length + bytes.length);
    all.set(this.rest); all.set(bytes, this.rest.length);
    const [frames, rest] = parse(all);
    this.rest = rest;
    frames.forEach(f => this.onFrame(f));
  }

  onFrame(f) {
    this.received.push(f);
    this.waiting = this.waiting.filter(wait => !wait(f));
  }

  // The first frame, arrived or to come, that matches.
  next(matches, name) {
    const found = this.received.find(matches);
    if (found) return Promise.resolve(found);
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error('no ' + name + ' in 10 s; got ' + JSON.stringify(this.received.map(f => f.type)))), 10000);
      this.waiting.push(f => { if (!matches(f)) return false; clearTimeout(timer); done(f); return true; });
    });
  }

  control(name, fields) { this.send(frame(TYPE[name], utf8.encode(JSON.stringify(fields)))); }

  async probe() {
    const body = new Uint8Array(12), view = new DataView(body.buffer);
    view.setUint32(0, 1); view.setBigInt64(4, BigInt(Math.round(performance.now() * 1e6)));
    this.sendUnreliable(frame(PROBE, body));
    const echo = await this.next(f => f.type === 'ECHO', 'ECHO');
    return (performance.now() * 1e6 - Number(echo.clientNanos) - echo.holdNanos) / 1e6;
  }

  async hello(token) {
    this.control('HELLO', { version: 1, token, client: { name: 'browser-test', version: '1' } });
    this.welcome = await this.next(f => f.type === 'WELCOME', 'WELCOME');
    return this.welcome;
  }

  async join(room) {
    this.control('JOIN', { room });
    const joined = await this.next(f => f.type === 'JOINED' && f.room === room, 'JOINED');
    this.sequences[joined.handle] = 0;
    return joined;
  }

  publish(handle, message) {
    const payload = utf8.encode(message), body = new Uint8Array(13 + payload.length), view = new DataView(body.buffer);
    view.setUint32(0, handle); view.setUint8(4, 0); view.setBigUint64(5, BigInt(++this.sequences[handle]));
    body.set(payload, 13);
    this.send(frame(PUBLISH, body));
    return this.sequences[handle];
  }
}
