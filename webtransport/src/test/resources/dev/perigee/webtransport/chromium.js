// What ChromiumIT does in the page. Each case gets the server's URL and the hash of its
// certificate, and returns what the test asserts.
const cases = {};

const text = new TextEncoder();

function open(url, hash) {
	const value = Uint8Array.from(hash.match(/../g).map((byte) => parseInt(byte, 16)));
	return new WebTransport(url, { serverCertificateHashes: [{ algorithm: 'sha-256', value }] });
}

async function ready(url, hash) {
	const transport = open(url, hash);
	await transport.ready;
	return transport;
}

async function readBytes(readable) {
	let count = 0;
	for await (const chunk of readable) {
		count += chunk.length;
	}
	return count;
}

async function readText(readable) {
	let all = '';
	for await (const chunk of readable.pipeThrough(new TextDecoderStream())) {
		all += chunk;
	}
	return all;
}

async function writeText(writable, value) {
	const writer = writable.getWriter();
	await writer.write(text.encode(value));
	await writer.close();
}

async function first(streams) {
	const reader = streams.getReader();
	const { value } = await reader.read();
	reader.releaseLock();
	return value;
}

async function exchangeDatagram(transport, bytes) {
	const datagrams = transport.datagrams;
	const writer = (datagrams.writable ?? datagrams.createWritable()).getWriter();
	const reader = datagrams.readable.getReader();
	// datagrams may be lost: repeat until one comes back
	const timer = setInterval(() => writer.write(bytes), 200);
	await writer.write(bytes);
	const { value } = await reader.read();
	clearInterval(timer);
	writer.releaseLock();
	reader.releaseLock();
	return value.length;
}

cases.datagrams = async (url, hash) => {
	const transport = await ready(url, hash);
	const small = await exchangeDatagram(transport, new Uint8Array(100));
	const maximum = transport.datagrams.maxDatagramSize;
	const large = await exchangeDatagram(transport, new Uint8Array(maximum));
	transport.close();
	return { small, maximum, large };
};

cases.bidirectional = async (url, hash) => {
	const transport = await ready(url, hash);
	const stream = await transport.createBidirectionalStream();
	await writeText(stream.writable, 'hello');
	return readText(stream.readable);
};

cases.unidirectional = async (url, hash) => {
	const transport = await ready(url, hash);
	await writeText(await transport.createUnidirectionalStream(), 'hello');
	return readText(await first(transport.incomingUnidirectionalStreams));
};

cases.serverOpens = async (url, hash) => {
	const transport = await ready(url, hash);
	const stream = await first(transport.incomingBidirectionalStreams);
	const question = await readText(stream.readable);
	// the server closes as soon as it has read this, perhaps before it is acknowledged
	writeText(stream.writable, 'answer').catch(() => {});
	await transport.closed;
	return question;
};

cases.concurrentStreams = async (url, hash) => {
	const transport = await ready(url, hash);
	const echoes = await Promise.all(Array.from({ length: 200 }, async (_, i) => {
		const stream = await transport.createBidirectionalStream();
		await writeText(stream.writable, `text ${i}`);
		return (await readText(stream.readable)) === `text ${i}`;
	}));
	return echoes.filter((equal) => equal).length;
};

cases.tenMegabytes = async (url, hash) => {
	const transport = await ready(url, hash);
	const stream = await transport.createBidirectionalStream();
	const writer = stream.writable.getWriter();
	const sending = (async () => {
		const chunk = new Uint8Array(65536);
		for (let i = 0; i < 160; i++) {
			await writer.write(chunk);
		}
		await writer.close();
	})();
	const received = await readBytes(stream.readable);
	await sending;
	return received;
};

cases.serverResets = async (url, hash) => {
	const transport = await ready(url, hash);
	const stream = await transport.createBidirectionalStream();
	await stream.writable.getWriter().write(text.encode('reset me'));
	try {
		await readText(stream.readable);
		return 'ended in order';
	}
	catch (error) {
		return `${error.source} ${error.streamErrorCode}`;
	}
};

cases.clientAborts = async (url, hash) => {
	const transport = await ready(url, hash);
	const stream = await transport.createBidirectionalStream();
	const writer = stream.writable.getWriter();
	await writer.write(text.encode('never finished'));
	// the server's answer shows that it has the stream
	await stream.readable.getReader().read();
	await writer.abort(new WebTransportError({ message: 'abort', streamErrorCode: 9 }));
	return transport.closed;
};

cases.serverCloses = async (url, hash) => (await ready(url, hash)).closed;

cases.clientCloses = async (url, hash) => {
	const transport = await ready(url, hash);
	transport.close({ closeCode: 99, reason: 'client bye' });
	return transport.closed;
};

cases.denied = async (url, hash) => {
	try {
		await ready(url, hash);
		return 'accepted';
	}
	catch (error) {
		return error.message;
	}
};

cases.dropped = async (url, hash) => {
	const transport = await ready(url, hash);
	try {
		await transport.closed;
		return 'closed in order';
	}
	catch (error) {
		return error.source;
	}
};
