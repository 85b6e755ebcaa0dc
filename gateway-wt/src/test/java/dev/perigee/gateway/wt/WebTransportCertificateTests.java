package dev.perigee.gateway.wt;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

import dev.perigee.gateway.test.CertificateRotationContract;
import dev.perigee.gateway.test.GatewayProcess;
import dev.perigee.gateway.test.SeenCertificate;
import dev.perigee.gateway.test.TestClient;
import dev.perigee.webtransport.WebTransportTrust;
import io.netty.handler.ssl.util.TrustManagerFactoryWrapper;

/**
 * The rotation of a certificate over QUIC.
 */
class WebTransportCertificateTests extends CertificateRotationContract {

	@Override
	protected GatewayProcess start(String... properties) {
		return GatewayProcess.start(WebTransportGatewayApplication.class,
				Stream.concat(Stream.of("gateway.wt.ssl-bundle=edge"), Stream.of(properties)).toArray(String[]::new));
	}

	@Override
	protected TestClient connect(GatewayProcess gateway) {
		return connect(gateway, new SeenCertificate());
	}

	@Override
	protected List<BigInteger> shownCertificates(GatewayProcess gateway) {
		SeenCertificate seen = new SeenCertificate();
		connect(gateway, seen).close();
		return List.of(seen.serialNumber());
	}

	private static TestClient connect(GatewayProcess gateway, SeenCertificate trust) {
		return WebTransportTestClient.connect(WebTransportTestClient.uri(gateway),
				WebTransportTrust.of(new TrustManagerFactoryWrapper(trust)));
	}

}
