package dev.perigee.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import dev.perigee.lab.ProjectHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is published can be found, imported, and is described as Maven Central wants it.
 */
class PublishedModulesTests {

	private static final Path HOME = ProjectHome.path();

	private final Document root = parse(HOME.resolve("pom.xml"));

	private final Document bom = parse(HOME.resolve("bom/pom.xml"));

	@Test
	void theBomHasEveryModuleThatIsPublishedAndNoOther() {
		List<String> published = texts(this.root, "/project/modules/module").stream()
			.filter((module) -> !module.equals("bom"))
			.filter((module) -> !texts(parse(HOME.resolve(module).resolve("pom.xml")),
					"/project/properties/maven.deploy.skip")
				.contains("true"))
			.toList();
		assertThat(texts(this.bom, "//dependencyManagement//artifactId")).containsExactlyInAnyOrderElementsOf(published)
			.contains("election-client");
		assertThat(texts(this.bom, "//dependencyManagement//version")).containsOnly("${project.version}");
	}

	/** The BOM has no parent that would say it. */
	@ParameterizedTest
	@ValueSource(strings = { "groupId", "version", "url", "licenses/license/name", "licenses/license/url",
			"developers/developer/name", "scm/url", "scm/connection", "scm/developerConnection" })
	void theBomSaysWhatTheOthersSay(String element) {
		assertThat(texts(this.bom, "/project/" + element)).hasSize(1)
			.isEqualTo(texts(this.root, "/project/" + element));
	}

	@Test
	void everyModuleSaysWhatItIs() {
		for (String module : texts(this.root, "/project/modules/module")) {
			Document pom = parse(HOME.resolve(module).resolve("pom.xml"));
			assertThat(texts(pom, "/project/name")).as(module).singleElement().asString().startsWith("Perigee :: ");
			assertThat(texts(pom, "/project/description")).as(module).singleElement().asString().isNotBlank();
		}
	}

	private static Document parse(Path pom) {
		try {
			return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile());
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot read " + pom, ex);
		}
	}

	private static List<String> texts(Document document, String path) {
		try {
			NodeList nodes = (NodeList) XPathFactory.newDefaultInstance()
				.newXPath()
				.evaluate(path, document, XPathConstants.NODESET);
			return IntStream.range(0, nodes.getLength())
				.mapToObj((index) -> nodes.item(index).getTextContent())
				.toList();
		}
		catch (Exception ex) {
			throw new IllegalStateException(path, ex);
		}
	}

}
