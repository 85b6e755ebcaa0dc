package dev.perigee.lab.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code bin/regions} on a copy of the checkout.
 */
class RegionsCommandTests {

	@TempDir
	private Path directory;

	private Regions regions;

	@BeforeEach
	void copy() {
		this.regions = Regions.copyTo(this.directory);
	}

	@Test
	void whatIsInGitIsWhatItMakes() {
		assertThat(this.regions.run("check")).isEqualTo(new Command(0, "", ""));
	}

	@Test
	void addsARegionEverywhere() {
		assertThat(this.regions.run("add", "sao-paulo", "sao-paulo.rt.example.com", "gke").errors()).isEmpty();
		assertThat(this.regions.names()).containsExactly("us-east", "singapore", "frankfurt", "sao-paulo");
		assertThat(this.regions.run("check").exitCode()).isZero();
		Map<String, Manifests> manifests = this.regions.manifests();
		assertThat(manifests).containsOnlyKeys("us-east", "singapore", "frankfurt", "sao-paulo");
		assertThat(SuperclusterRules.violations(manifests)).isEmpty();
		assertThat(manifests.values()).extracting((region) -> region.file("nats-config", "nats-server.conf"))
			.allSatisfy((config) -> assertThat(config).contains("nats://nats-2.sao-paulo.rt.example.com:7222"));
	}

	/** They ask Prometheus which regions there are, so a new one shows up by itself. */
	@Test
	void dashboardsAndAlertsNameNoRegion() {
		Manifests manifests = Manifests.parse(this.regions.render("us-east"));
		List<String> texts = Stream
			.concat(manifests.get(ConfigMap.class, "dashboards").getData().values().stream(),
					manifests.all(PrometheusRule.class).map(Manifests::json))
			.toList();
		assertThat(texts).hasSizeGreaterThan(5)
			.allSatisfy((text) -> assertThat(text).doesNotContain(this.regions.names()));
		assertThat(texts).filteredOn((text) -> text.contains("label_values(") && text.contains("region)"))
			.hasSizeGreaterThan(2);
	}

	@Test
	void leavesGatewaysAloneWhenItAddsARegion() {
		Workload before = Manifests.parse(this.regions.render("us-east")).workload("gateway-ws");
		this.regions.run("add", "sao-paulo", "sao-paulo.rt.example.com", "gke").orThrow();
		Manifests after = Manifests.parse(this.regions.render("us-east"));
		assertThat(after.workload("gateway-ws")).isEqualTo(before);
		assertThat(after.workload("nats").pod().getVolumes().toString())
			.isNotEqualTo(Manifests.parse(Regions.ofThisCheckout().render("us-east"))
				.workload("nats")
				.pod()
				.getVolumes()
				.toString());
	}

	@Test
	void aRegionMayDifferFromTheSettingsOfAll() throws IOException {
		Path singapore = this.directory.resolve("k8s/regions/singapore");
		Files.writeString(singapore.resolve("region.yaml"), "gateway.limits.max-sessions: 5000\n");
		Path overlay = singapore.resolve("kustomization.yaml");
		Files.writeString(overlay, Files.readString(overlay) + """
				configMapGenerator:
				  - { name: gateway-config, behavior: merge, files: [ region.yaml ] }
				""");
		Manifests manifests = Manifests.parse(this.regions.render("singapore"));
		assertThat(manifests.file("gateway-config", "region.yaml")).contains("5000");
		assertThat(manifests.file("gateway-config", "settings.yaml")).contains("jwk-set-uri");
		assertThat(manifests.environment(manifests.workload("gateway-ws"), "gateway"))
			.extractingByKey("SPRING_CONFIG_ADDITIONALLOCATION")
			.asString()
			.endsWith("/settings.yaml,optional:file:/etc/perigee/config/region.yaml");
	}

	@Test
	void removesWhatItAdded() throws IOException {
		String before = this.regions.render("us-east");
		String file = Files.readString(this.directory.resolve("nats-config/regions"));
		this.regions.run("add", "sao-paulo", "sao-paulo.rt.example.com", "gke").orThrow();
		this.regions.run("remove", "sao-paulo").orThrow();
		assertThat(this.regions.render("us-east")).isEqualTo(before);
		assertThat(this.directory.resolve("nats-config/regions")).hasContent(file);
		assertThat(this.directory.resolve("k8s/regions/sao-paulo")).doesNotExist();
	}

	@Test
	void rendersADomainThatWasChangedByHand() throws IOException {
		Path file = this.directory.resolve("nats-config/regions");
		Files.writeString(file, Files.readString(file).replace("singapore.rt.example.com", "sg.example.org"));
		assertThat(this.regions.run("check").errors()).contains("run bin/regions render")
			.contains("nats-0.sg.example.org:7222");
		this.regions.run("render").orThrow();
		assertThat(this.regions.run("check").exitCode()).isZero();
		assertThat(SuperclusterRules.violations(this.regions.manifests())).isEmpty();
	}

	@Test
	void noticesAFileThatWasChangedByHandAndARegionThatNobodyKnows() throws IOException {
		Path config = this.directory.resolve("k8s/regions/frankfurt/generated/nats-server.conf");
		Files.writeString(config, Files.readString(config).replace("max_payload: 256KB", "max_payload: 1MB"));
		Files.createDirectories(this.directory.resolve("k8s/regions/atlantis"));
		Command check = this.regions.run("check");
		assertThat(check.exitCode()).isEqualTo(1);
		assertThat(check.errors()).contains("-max_payload: 1MB")
			.contains("+max_payload: 256KB")
			.contains("k8s/regions/atlantis: no such region");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			us-east | a.example.com | aws | there is a region us-east already
			lima | us-east.rt.example.com | aws | us-east.rt.example.com is the domain of us-east
			Lima | lima.example.com | aws | a name of a-z, 0-9 and - expected, was 'Lima'
			../x | lima.example.com | aws | a name of a-z, 0-9 and - expected, was '../x'
			lima | lima | aws | a domain expected, was 'lima'
			lima | lima.example.com | azure | one of aws bare-metal digitalocean gke expected, was 'azure'
			""")
	void refusesARegionAndSaysWhy(String name, String domain, String platform, String reason) {
		Command add = this.regions.run("add", name, domain, platform);
		assertThat(add.exitCode()).isEqualTo(1);
		assertThat(add.errors()).contains(reason);
		assertThat(this.regions.run("check").exitCode()).isZero();
	}

	@Test
	void isNotReadyWhileAnExampleIsLeft() throws IOException {
		assertThat(this.regions.run("ready").errors()).contains("nats-config/regions:5:us-east")
			.contains("jwk-set-uri: https://login.example.com")
			.contains("https://*.example.com")
			.contains("registry.example.com/perigee/gateway-wt");
		this.regions.decide();
		assertThat(this.regions.run("ready")).isEqualTo(new Command(0, "", ""));
		for (String file : List.of("nats-config/regions", "k8s/settings/settings.yaml",
				"k8s/regions/frankfurt/kustomization.yaml")) {
			Path path = this.directory.resolve(file);
			String decided = Files.readString(path);
			Files.writeString(path, decided.replaceFirst("perigee\\.test", "example.com"));
			this.regions.run("render").orThrow();
			assertThat(this.regions.run("ready").errors()).startsWith("error: these are examples")
				.containsOnlyOnce("example.com")
				.contains(file + ':');
			Files.writeString(path, decided);
		}
	}

	@Test
	void namesTheLineThatIsWrong() throws IOException {
		Path file = this.directory.resolve("nats-config/regions");
		Files.writeString(file, "one one.example.com\ntwo\n");
		assertThat(this.regions.run("list").errors()).contains("nats-config/regions, line 2")
			.contains("a domain expected, was ''");
	}

	@Test
	void refusesATemplateThatWantsMoreThanItKnows() throws IOException {
		Path template = this.directory.resolve("nats-config/nats-server.conf.template");
		Files.writeString(template, Files.readString(template) + "store_dir: \"${store_dir}\"\n");
		assertThat(this.regions.run("render").errors()).contains("no value for ${store_dir}");
	}

	@Test
	void saysHowItIsUsed() {
		Command nothing = this.regions.run();
		assertThat(nothing.exitCode()).isEqualTo(2);
		assertThat(nothing.errors()).startsWith("Which regions there are")
			.contains("bin/regions add NAME DOMAIN PLATFORM");
		assertThat(this.regions.run("add", "lima").exitCode()).isEqualTo(2);
	}

}
