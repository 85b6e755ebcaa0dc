package dev.perigee.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.perigee.lab.ProjectHome;

/**
 * All that a user of a library can name: the public types of its package, and those that
 * their signatures lead to, with whatever of them is public or protected.
 */
final class PublicApi {

	private static final Pattern OURS = Pattern.compile("dev\\.perigee\\.[\\w.$]+");

	/** What every type of that kind has. */
	private static final Set<String> GIVEN = Set.of("equals", "hashCode", "toString", "values", "valueOf");

	private PublicApi() {
	}

	/**
	 * Describes a library.
	 * @param module its folder
	 * @param root its package
	 * @return a line for each type, with its members indented below it
	 */
	static String of(String module, String root) {
		Map<String, List<String>> types = new TreeMap<>();
		Deque<Class<?>> open = new ArrayDeque<>(publicTypes(module, root));
		while (!open.isEmpty()) {
			Class<?> type = open.remove();
			List<String> described = describe(type);
			if (types.putIfAbsent(type.getName(), described) == null) {
				described.stream()
					.flatMap((line) -> OURS.matcher(line).results())
					.map(MatchResult::group)
					.filter((name) -> name.startsWith(root + '.'))
					.forEach((name) -> open.add(load(name)));
			}
		}
		return types.values().stream().map((lines) -> String.join("\n\t", lines)).collect(Collectors.joining("\n\n"))
				+ '\n';
	}

	private static List<Class<?>> publicTypes(String module, String root) {
		Path directory = ProjectHome.path().resolve(module).resolve("target/classes").resolve(root.replace('.', '/'));
		try (Stream<Path> files = Files.list(directory)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((file) -> file.endsWith(".class") && !file.equals("package-info.class"))
				.<Class<?>>map((file) -> load(root + '.' + file.replace(".class", "")))
				.filter(PublicApi::isPublic)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Build " + module + " first", ex);
		}
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isPublic(Class<?> type) {
		return Modifier.isPublic(type.getModifiers())
				&& (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
	}

	/** Returns its declaration, then its members in order. */
	static List<String> describe(Class<?> type) {
		Stream<String> constructors = Arrays.stream(type.getDeclaredConstructors())
			.filter((constructor) -> isVisible(constructor.getModifiers()) && !constructor.isSynthetic())
			.map((constructor) -> constructor.toGenericString());
		Stream<String> methods = Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> isVisible(method.getModifiers()) && !method.isSynthetic()
					&& !GIVEN.contains(method.getName()))
			.map(Method::toGenericString)
			.map((method) -> method.replace(type.getName() + '.', "").replace("synchronized ", ""));
		Stream<String> fields = Arrays.stream(type.getDeclaredFields())
			.filter((field) -> isVisible(field.getModifiers()) && !field.isSynthetic())
			.map((field) -> field.toGenericString().replace(type.getName() + '.', "") + constant(field));
		Stream<String> members = Stream.of(fields, constructors, methods)
			.flatMap((lines) -> lines)
			.map(PublicApi::withoutJavaLang)
			.sorted();
		return Stream.concat(Stream.of(withoutJavaLang(declaration(type))), members).toList();
	}

	private static String withoutJavaLang(String line) {
		return line.replace("java.lang.", "");
	}

	private static boolean isVisible(int modifiers) {
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
	}

	/** The compiler copies it into code that uses it. */
	private static String constant(Field field) {
		if (field.isEnumConstant() || !Modifier.isStatic(field.getModifiers())
				|| !(field.getType().isPrimitive() || field.getType() == String.class)) {
			return "";
		}
		try {
			return " = " + field.get(null);
		}
		catch (IllegalAccessException ex) {
			return "";
		}
	}

	private static String declaration(Class<?> type) {
		String variables = Arrays.stream(type.getTypeParameters())
			.map(TypeVariable::getName)
			.collect(Collectors.joining(", "));
		String supertypes = Stream
			.concat(Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
			.map(Type::getTypeName)
			.filter((name) -> !Set.of("java.lang.Object", "java.lang.Record").contains(name))
			.collect(Collectors.joining(", "));
		boolean isFinal = Modifier.isFinal(type.getModifiers()) && !type.isRecord() && !type.isEnum();
		boolean isAbstract = Modifier.isAbstract(type.getModifiers()) && !type.isInterface() && !type.isEnum();
		return (isFinal ? "final " : "") + (isAbstract ? "abstract " : "") + (type.isSealed() ? "sealed " : "")
				+ kind(type) + ' ' + type.getName() + (variables.isEmpty() ? "" : '<' + variables + '>')
				+ (supertypes.isEmpty() ? "" : " : " + supertypes);
	}

	private static String kind(Class<?> type) {
		if (type.isRecord()) {
			return "record";
		}
		if (type.isEnum()) {
			return "enum";
		}
		return type.isInterface() ? "interface" : "class";
	}

}
