package dev.perigee.bench.coldstart;

import java.util.ArrayList;
import java.util.List;

import dev.perigee.lab.image.UnpackedImage;

/**
 * In which form a gateway is started; all of them in the same root, by the same JRE, with
 * the same jars.
 */
enum Form {

	/** The one jar that Spring Boot makes. */
	EXECUTABLE_JAR("executable jar"),

	/** As the image starts it, but for the cache. */
	NO_CACHE("image without its cache"),

	/** As the image starts it, and not at all when the cache does not fit. */
	IMAGE("image");

	/** Where the executable jar is mounted. */
	static final String JAR = "/fat/gateway.jar";

	private static final String CACHE = "-XX:AOTCache=";

	private final String id;

	Form(String id) {
		this.id = id;
	}

	UnpackedImage of(UnpackedImage image) {
		List<String> program = new ArrayList<>(image.entrypoint());
		switch (this) {
			case EXECUTABLE_JAR -> program = List.of("java", "-jar", JAR);
			case NO_CACHE -> program.removeIf((argument) -> argument.startsWith(CACHE));
			case IMAGE -> program.add(1, "-XX:AOTMode=on");
		}
		return image.withEntrypoint(program);
	}

	/** The name in reports. */
	@Override
	public String toString() {
		return this.id;
	}

}
