package dev.perigee.webtransport;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;

import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClientTests {

	private final Loopback loopback = new Loopback();

	@AfterEach
	void close() {
		this.loopback.close();
	}

	@Test
	void trustsCertificateAuthority() throws Exception {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		WebTransportClient client = this.loopback.client().secure(WebTransportTrust.of(authority()));
		assertThat(this.loopback.connect(client, server, "/").id()).isZero();
		URI byName = URI.create("https://localhost:" + server.address().getPort() + "/");
		assertThat(this.loopback.connect(client, byName).id()).isZero();
	}

	@Test
	void refusesCertificateOfAnotherHost() throws Exception {
		WebTransportBinding server = this.loopback.serve(new EchoHandler(), options -> options.host("127.0.0.2"));
		WebTransportClient client = this.loopback.client().secure(WebTransportTrust.of(authority()));
		URI otherName = URI.create("https://127.0.0.2:" + server.address().getPort() + "/");
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> client.connect(otherName).block(Loopback.TIMEOUT));
	}

	@Test
	void refusesUnknownCertificate() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		for (WebTransportTrust trust : new WebTransportTrust[] { WebTransportTrust.system(),
				WebTransportTrust.certificateHashes(new byte[32]) }) {
			assertThatExceptionOfType(HandshakeException.class)
				.isThrownBy(() -> this.loopback.connect(this.loopback.client().secure(trust), server, "/path"))
				.withMessageContaining(Loopback.uri(server, "/path").toString());
		}
	}

	@Test
	void givesUpAfterConnectTimeout() throws Exception {
		try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			URI uri = URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/");
			WebTransportClient client = this.loopback.client().connectTimeout(Duration.ofMillis(200));
			assertThatExceptionOfType(ConnectTimeoutException.class)
				.isThrownBy(() -> client.connect(uri).block(Loopback.TIMEOUT))
				.withMessageContaining(uri.toString())
				.withMessageContaining("200 ms");
		}
	}

	@Test
	void closesTheConnectionWithItsOnlySession() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		WebTransportSession session = this.loopback.connect(server);
		assertThat(server.connections()).isOne();
		session.close(0, "").block(Loopback.TIMEOUT);
		Loopback.await(() -> server.connections() == 0);
	}

	@Test
	void refusesSessionOnDisposedConnection() {
		WebTransportConnection connection = this.loopback.connection(this.loopback.serve(new EchoHandler()));
		connection.dispose();
		connection.onDispose().block(Loopback.TIMEOUT);
		assertThat(connection.isDisposed()).isTrue();
		assertThatExceptionOfType(ConnectionLostException.class)
			.isThrownBy(() -> connection.open("/").block(Loopback.TIMEOUT));
	}

	@Test
	void cancelledConnectLeavesNoConnection() {
		WebTransportBinding server = this.loopback.serve(new EchoHandler());
		this.loopback.client().connect(Loopback.uri(server, "/")).subscribe().dispose();
		WebTransportSession other = this.loopback.connect(server);
		Loopback.await(() -> server.connections() == 1);
		other.close(0, "").block(Loopback.TIMEOUT);
		Loopback.await(() -> server.connections() == 0);
	}

	@Test
	void needsHttpsUrl() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.loopback.client().connect(URI.create("http://localhost/")).block())
			.withMessageContaining("http://localhost/");
	}

	private static TrustManagerFactory authority() throws Exception {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		store.setCertificateEntry("localhost", TestCertificate.LOCALHOST.certificate());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		return trust;
	}

}
