package dev.perigee.gateway.ws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import dev.perigee.gateway.test.CertificateRotationContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.SeenCertificate;
import dev.perigee.gateway.test.TestClient;

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
