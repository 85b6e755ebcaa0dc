package dev.perigee.gateway.ws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import dev.perigee.gateway.test.Await;
import dev.perigee.gateway.test.CertificateRotationContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.MountedSecret;
import dev.perigee.gateway.test.SeenCertificate;
import dev.perigee.gateway.test.TestClient;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;

/**
 * The rotation of a certificate over TCP.
 */
class WebSocketCertificateTests extends CertificateRotationContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebSocketGatewayApplication.class,
				Stream.concat(Stream.of("server.ssl.bundle=edge"), Stream.of(properties)).toArray(String[]::new));
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return WebSocketClient.connect(gateway, new SeenCertificate().context());
	}

	/** With a server name and without one, which takes another way through Netty. */
	@Override
	protected List<BigInteger> shownCertificates(GatewayProcess gateway) {
		return List.of(shownCertificate(gateway, List.of()),
				shownCertificate(gateway, List.of(new SNIHostName("gateway.example"))));
	}

	/** Not among the tests of one gateway: to end another one ends the loops of both. */
	@Test
	void cutsWhoDoesNotEndTheHandshake() throws IOException {
		X509Bundle authority = MountedSecret.authority("edge");
		try (MountedSecret secret = MountedSecret.of(MountedSecret.issue(authority), authority);
				GatewayProcess gateway = start(Stream
					.concat(Stream.of(secret.bundle("edge")), Stream.of("gateway.limits.unauthenticated-lifetime=1s"))
					.toArray(String[]::new));
				Socket slow = new Socket("127.0.0.1", gateway.httpPort())) {
			// a ClientHello of a kilobyte
			slow.getOutputStream().write(HexFormat.of().parseHex("16030104000100"));
			slow.setSoTimeout(50);
			Await.until("the connection is cut, before Netty's own 10 s", Duration.ofSeconds(8),
					() -> WebSocketEndpointTests.isCut(slow));
		}
	}

	private static BigInteger shownCertificate(GatewayProcess gateway, List<SNIServerName> names) {
		SeenCertificate seen = new SeenCertificate();
		try (SSLSocket socket = (SSLSocket) seen.context()
			.getSocketFactory()
			.createSocket("127.0.0.1", gateway.httpPort())) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setServerNames(names);
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return seen.serialNumber();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
