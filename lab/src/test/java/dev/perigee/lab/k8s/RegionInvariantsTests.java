package dev.perigee.lab.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What must hold between the objects of a region and between regions. Each rule is shown
 * to see a fault that is put in on purpose.
 */
class RegionInvariantsTests {

	@TempDir
	private static Path directory;

	/** The regions of the checkout, and one for each platform that none of them is on. */
	private static Map<String, String> rendered;

	private static Map<String, Manifests> sound;

	@BeforeAll
	static void render() {
		Regions regions = Regions.copyTo(directory);
		regions.run("add", "sao-paulo", "sao-paulo.rt.example.com", "gke").orThrow();
		rendered = new HashMap<>();
		sound = new HashMap<>();
		regions.names().forEach((region) -> {
			rendered.put(region, regions.render(region));
			sound.put(region, Manifests.parse(rendered.get(region)));
		});
	}

	@Test
	void holdInAllRegionsOnAllPlatforms() {
		assertThat(sound).containsOnlyKeys("us-east", "singapore", "frankfurt", "sao-paulo");
		assertThat(violations(sound)).isEmpty();
		assertThat(sound.values()).allSatisfy((manifests) -> assertThat(manifests.workloads()).hasSize(3));
	}

	@Test
	void everyPlatformIsUsed() {
		assertThat(rendered.get("us-east")).contains("aws-load-balancer-quic-enabled-ports");
		assertThat(rendered.get("singapore")).contains("do-loadbalancer-type");
		assertThat(rendered.get("sao-paulo")).contains("cloud.google.com/l4-rbs");
		assertThat(rendered.get("frankfurt")).contains("hostPort: 443").doesNotContain("type: LoadBalancer");
		assertThat(sound.get("frankfurt").all(Service.class)).hasSize(7);
	}

	@Test
	void carryEveryDashboard() throws IOException {
		Map<String, String> carried = sound.get("us-east").get(ConfigMap.class, "dashboards").getData();
		try (Stream<Path> files = Files.list(directory.resolve("k8s/dashboards"))) {
			assertThat(files.map((file) -> file.getFileName().toString()).filter((name) -> name.endsWith(".json")))
				.containsExactlyInAnyOrderElementsOf(carried.keySet());
		}
	}

	@ParameterizedTest
	@MethodSource
	void seeAFaultThatWasPutIn(String fault, String with, String seen) {
		String text = rendered.get("us-east");
		assertThat(text).contains(fault);
		Map<String, Manifests> regions = new HashMap<>(sound);
		regions.put("us-east", Manifests.parse(text.replace(fault, with)));
		assertThat(violations(regions)).anySatisfy((violation) -> assertThat(violation).contains(seen));
	}

	static Stream<Arguments> seeAFaultThatWasPutIn() {
		return Stream.of(services(), workloads(), shutdown(), policies(), supercluster()).flatMap((faults) -> faults);
	}

	private static Stream<Arguments> services() {
		return Stream.of(arguments("    app.kubernetes.io/name: gateway-ws\n  type: LoadBalancer",
				"    app.kubernetes.io/name: gateway-vs\n  type: LoadBalancer", "Service gateway-ws: selects no pod"),
				arguments("pod-name: nats-2", "pod-name: nats-3", "Service nats-2: selects no pod"),
				arguments("targetPort: websocket", "targetPort: http",
						"Service gateway-ws: port 443 leads to http over TCP, which is no port of Deployment gateway-ws"),
				arguments("protocol: UDP\n    targetPort: webtransport", "targetPort: webtransport",
						"Service gateway-wt: port 443 leads to webtransport over TCP"),
				arguments("  - name: health\n    port: 8080", "  - name: health\n    port: 443",
						"Service gateway-wt: port number 443 is there twice"),
				arguments("externalTrafficPolicy: Local", "externalTrafficPolicy: Cluster",
						"Service nats-0: externalTrafficPolicy is not Local"),
				arguments("  - name: health\n    port: 8080\n    targetPort: health\n", "",
						"Service gateway-wt: has UDP and no TCP port to ask"),
				arguments("publishNotReadyAddresses: true", "publishNotReadyAddresses: false",
						"Service nats: hides peers that are not ready"),
				arguments("podManagementPolicy: Parallel", "podManagementPolicy: OrderedReady",
						"Service nats: has peers that wait for each other"));
	}

	private static Stream<Arguments> workloads() {
		return Stream.of(arguments("gateway-ws:0.1.0", "gateway-ws:latest", "container gateway has no version"),
				arguments("gateway-ws:0.1.0", "gateway-ws", "container gateway has no version"),
				arguments("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true",
						"may escalate privileges"),
				arguments("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "may write to its root"),
				arguments("            - ALL", "            - NET_RAW", "keeps capabilities"),
				arguments("runAsNonRoot: true", "runAsNonRoot: false", "may run as root"),
				arguments("type: RuntimeDefault", "type: Unconfined", "has no seccomp profile"),
				arguments("automountServiceAccountToken: false", "automountServiceAccountToken: true",
						"mounts a service account's token"),
				arguments("enableServiceLinks: false", "enableServiceLinks: true", "has service links"),
				arguments("          limits:\n            memory: 2Gi", "          limits:\n            cpu: 2",
						"has no limit of memory"),
				arguments("            path: /actuator/health/readiness\n            port: management",
						"            path: /actuator/health/readiness\n            port: health",
						"Deployment gateway-ws: container gateway is probed at health, which is no port of it"),
				arguments("address: 0.0.0.0\n        port: 8081", "port: 8081",
						"gateway.yaml: listens where no probe can ask"),
				arguments("address: 0.0.0.0\n      port: 8080", "port: 8080",
						"gateway-wt.yaml: listens where no probe can ask"),
				arguments("mountPath: /etc/perigee/edge",
						"mountPath: /etc/perigee/edge/tls.crt\n          subPath: tls.crt",
						"mounts edge-tls by subPath"),
				arguments("secretName: edge-tls\n  usages", "secretName: edge\n  usages",
						"refers to Secret edge-tls, which is not there"),
				arguments("name: nats-users", "name: nats-user", "refers to Secret nats-user, which is not there"),
				arguments("  selector:\n    matchLabels:\n      app.kubernetes.io/name: gateway-wt\n  strategy",
						"  replicas: 2\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: gateway-wt\n  strategy",
						"Deployment gateway-wt: says replicas, which are the autoscaler's"),
				arguments("  selector:\n    matchLabels:\n      app.kubernetes.io/name: nats\n  serviceName",
						"  selector:\n    matchLabels:\n      app.kubernetes.io/name: other\n  serviceName",
						"StatefulSet nats: does not select its own pods"));
	}

	private static Stream<Arguments> shutdown() {
		return Stream.of(
				arguments("/actuator/drain/60s", "/actuator/drain/90s",
						"Deployment gateway-wt: is killed after 120 s, and may need 130 s to leave"),
				arguments("terminationGracePeriodSeconds: 60", "terminationGracePeriodSeconds: 30",
						"StatefulSet nats: is killed after 30 s, and may need 40 s to leave"),
				arguments("preStop:", "postStart:", "ends without preStop"));
	}

	private static Stream<Arguments> policies() {
		return Stream.of(
				arguments("kind: Deployment\n    name: gateway-ws", "kind: Deployment\n    name: gateway",
						"HorizontalPodAutoscaler gateway-ws: scales Deployment gateway, which is not there"),
				arguments("max-sessions: 10000", "max-sessions: 8000",
						"HorizontalPodAutoscaler gateway-ws: waits for 7000 sessions of 8000"),
				arguments("maxUnavailable: 1\n  selector", "maxUnavailable: 2\n  selector",
						"may lose more than one pod at a time"),
				arguments("unhealthyPodEvictionPolicy: AlwaysAllow", "unhealthyPodEvictionPolicy: IfHealthyBudget",
						"keeps sick ones"),
				arguments("    - port: websocket", "    - port: webtransport",
						"NetworkPolicy gateway-ws: allows webtransport over TCP, which is no port of its pods"),
				arguments("    - port: webtransport\n      protocol: UDP", "    - port: webtransport",
						"NetworkPolicy gateway-wt: allows webtransport over TCP"),
				arguments("          perigee.dev/role: gateway\n    ports",
						"          perigee.dev/role: gate\n    ports",
						"NetworkPolicy nats: names a peer that is not there"),
				arguments("path: /actuator/prometheus\n    port: management",
						"path: /actuator/prometheus\n    port: metrics",
						"ServiceMonitor gateways: no Service has the port metrics"),
				arguments("  name: gateways\n  namespace: perigee", "  name: gateways\n  namespace: default",
						"is not in the namespace perigee"));
	}

	private static Stream<Arguments> supercluster() {
		return Stream.of(arguments("REGION: us-east", "REGION: us-west", "us-east: gateways are told another region"),
				arguments("value: '\"$(REGION)-$(POD_NAME)\"'", "value: '\"$(POD_NAME)\"'",
						"us-east: has servers called \"$(POD_NAME)\", as others may be"),
				arguments("rotationPolicy: Always", "rotationPolicy: Never",
						"us-east: certificate edge keeps its key for ever"),
				arguments("algorithm: ECDSA", "algorithm: RSA", "us-east: certificate nats is not ECDSA P-256"),
				arguments("  - client auth\n", "", "us-east: certificate nats does not let a server dial another"),
				arguments("{ name: \"frankfurt\", urls", "{ name: \"frankfort\", urls", "us-east: knows the regions"),
				arguments("nats://nats-1.singapore.rt.example.com:7222", "nats://nats-1.singapore.rt.example.com:7223",
						"us-east: dials singapore at"),
				arguments("  - nats-1.us-east.rt.example.com\n", "", "frankfurt: dials us-east at"),
				arguments("hostname: nats-1.us-east.rt.example.com", "hostname: nats-1.rt.example.com",
						"singapore: dials nats-1.us-east.rt.example.com:7222, where us-east has no Service"),
				arguments("  - nats-1.nats\n", "", "nats-1.nats is in no certificate"),
				arguments("nats-route://nats-2.nats:6222", "nats-route://nats-3.nats:6222", "us-east: routes lead to"),
				arguments("tls://nats-2.nats:4222", "tls://nats-2.nats:4223",
						"us-east: gateways look for other nats-servers"),
				arguments("- name: NATS_APP_PASSWORD", "- name: NATS_PASSWORD",
						"us-east: nats-server gets no NATS_APP_PASSWORD"),
				arguments("value: wss://ws.$(DOMAIN)/rt", "value: wss://ws.$(DOMAIN):8443/rt",
						"where TCP port 8443 leads nowhere"),
				arguments("value: https://wt.$(DOMAIN)/rt", "value: https://quic.$(DOMAIN)/rt",
						"announces https://quic.us-east.rt.example.com/rt, which is in no certificate"));
	}

	private static List<String> violations(Map<String, Manifests> regions) {
		Stream<String> inRegions = regions.values()
			.stream()
			.flatMap((manifests) -> Stream
				.of(ServiceRules.violations(manifests), WorkloadRules.violations(manifests),
						ShutdownRules.violations(manifests), PolicyRules.violations(manifests))
				.flatMap((violations) -> violations));
		return Stream.concat(inRegions, SuperclusterRules.violations(regions)).distinct().toList();
	}

}
