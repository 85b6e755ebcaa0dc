package dev.perigee.gateway.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.perigee.gateway.GatewayProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class InsecureSettingsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "gateway.auth.issuer |", "gateway.auth.audience |",
			"gateway.allowed-origins |", "gateway.allowed-origins | *", "gateway.allowed-origins | https://*",
			"gateway.allowed-origins | https://*:[443,8443]", "gateway.allowed-origins | https://app.example.com,*",
			"gateway.auth.jwk-set-uri | http://login.example.com/keys",
			"gateway.auth.jwk-set-uri | http://10.0.0.1/keys", "gateway.auth.jwk-set-uri | http://[fd00::1]/",
			"gateway.auth.jwk-set-uri | http://localhost.example.com/keys" })
	void areNamed(String property, String value) {
		assertThat(warnings(property, value)).singleElement().asString().startsWith(property);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "gateway.region | somewhere", "gateway.allowed-origins | https://*.example.com",
					"gateway.auth.jwk-set-uri | https://login.example.com/keys",
					"gateway.auth.jwk-set-uri | http://localhost:8080/keys",
					"gateway.auth.jwk-set-uri | http://127.0.0.2/keys",
					"gateway.auth.jwk-set-uri | http://[::1]/keys" })
	void areNotSeenInASoundConfiguration(String property, String value) {
		assertThat(warnings(property, value)).isEmpty();
	}

	private static List<String> warnings(String property, String value) {
		Map<String, String> properties = new HashMap<>(Map.of("gateway.auth.issuer", "https://login.example.com",
				"gateway.auth.audience", "perigee", "gateway.allowed-origins", "https://app.example.com"));
		if (value != null) {
			properties.put(property, value);
		}
		else {
			properties.remove(property);
		}
		return InsecureSettings.warnings(new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate("gateway", GatewayProperties.class));
	}

}
