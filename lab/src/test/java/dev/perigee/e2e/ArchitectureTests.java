package dev.perigee.e2e;

import java.nio.file.Path;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.perigee.lab.ProjectHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arrows between modules and packages, who may touch the clock, and the words that no
 * class may be named with.
 */
class ArchitectureTests {

	private static final String[] MODULES = { "protocol", "webtransport", "gateway-core", "gateway-ws", "gateway-wt",
			"election-client", "sample-client", "lab", "bench" };

	private static JavaClasses classes;

	@BeforeAll
	static void importClasses() {
		Path home = ProjectHome.path();
		classes = new ClassFileImporter()
			.importPaths(Stream.of(MODULES).map((module) -> home.resolve(module).resolve("target/classes")).toList());
		for (String prefix : new String[] { "protocol", "webtransport", "gateway.ws", "gateway.wt", "election",
				"sample", "lab" }) {
			assertThat(classes).as("classes of dev.perigee.%s", prefix)
				.anyMatch((type) -> type.getPackageName().startsWith("dev.perigee." + prefix));
		}
	}

	@Test
	void protocolUsesOnlyBuffersAndJackson() {
		check(classes().that()
			.resideInAPackage("dev.perigee.protocol..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "dev.perigee.protocol..", "io.netty.buffer..", "org.jspecify..",
					"tools.jackson..", "com.fasterxml.jackson.annotation.."));
	}

	@Test
	void webtransportKnowsNothingOfTheProduct() {
		check(noClasses().that()
			.resideInAPackage("dev.perigee.webtransport..")
			.should()
			.dependOnClassesThat(inProductOutside("dev.perigee.webtransport")));
	}

	@Test
	void gatewayCoreKnowsNoTransport() {
		check(noClasses().that()
			.resideInAPackage("dev.perigee.gateway..")
			.and()
			.resideOutsideOfPackages("dev.perigee.gateway.ws..", "dev.perigee.gateway.wt..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.web.reactive..", "org.springframework.web.server..",
					"dev.perigee.webtransport..", "reactor.netty..", "dev.perigee.gateway.ws..",
					"dev.perigee.gateway.wt..", "dev.perigee.election.."));
	}

	@Test
	void theTwoGatewaysDoNotKnowEachOther() {
		check(noClasses().that()
			.resideInAPackage("dev.perigee.gateway.ws..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.perigee.gateway.wt..", "dev.perigee.webtransport..", "dev.perigee.election.."));
		check(noClasses().that()
			.resideInAPackage("dev.perigee.gateway.wt..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.perigee.gateway.ws..", "dev.perigee.election.."));
	}

	@Test
	void theClientKnowsNoGateway() {
		check(noClasses().that()
			.resideInAPackage("dev.perigee.election..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.perigee.gateway..", "dev.perigee.lab.."));
	}

	@Test
	void theClientKeepsSocketsSpringAndMetersInTheirPackages() {
		check(noClasses().that()
			.resideInAPackage("dev.perigee.election..")
			.and()
			.resideOutsideOfPackage("dev.perigee.election.transport..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty.channel..", "reactor.netty", "reactor.netty.http..", "reactor.netty.quic..",
					"dev.perigee.webtransport.."));
		check(noClasses().that()
			.resideInAPackage("dev.perigee.election..")
			.and()
			.resideOutsideOfPackage("dev.perigee.election.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.."));
		check(noClasses().that()
			.resideInAPackage("dev.perigee.election..")
			.and()
			.resideOutsideOfPackages("dev.perigee.election.metrics..", "dev.perigee.election.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.micrometer.."));
	}

	@Test
	void theSampleKnowsNothingButTheClient() {
		check(noClasses().that()
			.resideInAPackage("dev.perigee.sample..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.perigee.gateway..", "dev.perigee.webtransport..", "dev.perigee.lab.."));
	}

	@Test
	void nothingUsesTheLabOrTheBench() {
		check(noClasses().that()
			.resideOutsideOfPackages("dev.perigee.lab..", "dev.perigee.bench..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("dev.perigee.lab..", "dev.perigee.bench.."));
	}

	@Test
	void packagesHaveNoCycles() {
		check(slices().matching("dev.perigee.gateway.(*)..").should().beFreeOfCycles());
		check(slices().matching("dev.perigee.lab.(*)..").should().beFreeOfCycles());
		check(slices().matching("dev.perigee.(election..)").should().beFreeOfCycles());
	}

	@Test
	void onlyClocksAndMainMethodsReadTheTimeOrBlock() {
		check(classes().that()
			.resideOutsideOfPackages("dev.perigee.lab..", "dev.perigee.bench..")
			.should(neverReadTheTimeOrBlock()));
	}

	@Test
	void namesAreTheFieldsWords() {
		check(noClasses().that()
			.doNotHaveSimpleName("ConnectionManager")
			.should()
			.haveNameMatching(".*\\.[^.]*(Manager|Util|Utils|Helper|Impl|Common)$"));
		check(noClasses().should().resideInAnyPackage("..util..", "..common..", "..impl..", "..helper.."));
	}

	private static void check(ArchRule rule) {
		rule.check(classes);
	}

	private static DescribedPredicate<JavaClass> inProductOutside(String own) {
		return DescribedPredicate.describe("of the product outside " + own,
				(type) -> type.getPackageName().startsWith("dev.perigee.") && !type.getPackageName().startsWith(own));
	}

	private static ArchCondition<JavaClass> neverReadTheTimeOrBlock() {
		return new ArchCondition<>("read the time or block only in a clock or a main method") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				Stream.concat(type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream())
					.filter((access) -> isForbidden(access) && !access.getOrigin().getName().equals("main")
							&& !type.getSimpleName().endsWith("Clock"))
					.forEach((access) -> events.add(SimpleConditionEvent.violated(access, access.getDescription())));
			}
		};
	}

	private static boolean isForbidden(JavaCodeUnitAccess<?> call) {
		String owner = call.getTargetOwner().getName();
		String name = call.getName();
		return switch (owner) {
			case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
			case "java.lang.Thread" -> name.equals("sleep");
			case "java.time.Instant" -> name.equals("now") && call.getTarget().getRawParameterTypes().isEmpty();
			case "reactor.core.publisher.Mono", "reactor.core.publisher.Flux" -> name.startsWith("block");
			default -> false;
		};
	}

}
