package dev.perigee.lab.k8s;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of an API server as {@code kubectl apply} talks to: it says which kinds there
 * are, and keeps objects. No server of Kubernetes can be had here; kubectl, which works
 * out what an apply changes, is the real one.
 */
final class ObjectStore implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final HttpServer server;

	private final Manifests kinds;

	private final UnaryOperator<ObjectNode> cluster;

	private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();

	private final List<String> patches = new CopyOnWriteArrayList<>();

	/**
	 * Opens a store.
	 * @param kinds has an object of each kind that there is
	 * @param cluster what a cluster adds to an object once it is there
	 */
	ObjectStore(Manifests kinds, UnaryOperator<ObjectNode> cluster) throws IOException {
		this.kinds = kinds;
		this.cluster = cluster;
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** Returns the object at a path of the API, empty when there is none. */
	Optional<JsonNode> get(String path) {
		return Optional.ofNullable(this.objects.get(path));
	}

	/** Returns each patch that changes an object, after its path. */
	List<String> patches() {
		return this.patches;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			switch (exchange.getRequestMethod()) {
				case "GET" -> read(exchange, path);
				case "POST" -> create(exchange, path, body);
				default -> {
					ObjectNode object = this.objects.get(path);
					if (!holds(object, JSON.readTree(body))) {
						this.patches.add(path + ' ' + body);
					}
					answer(exchange, 200, object);
				}
			}
		}
	}

	private void read(HttpExchange exchange, String path) throws IOException {
		JsonNode found = switch (path) {
			case "/api" -> JSON.readTree("{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}");
			case "/apis" -> groups();
			default -> this.objects.containsKey(path) ? this.objects.get(path) : resources(path);
		};
		answer(exchange, (found != null) ? 200 : 404,
				(found != null) ? found : JSON.readTree("{\"kind\":\"Status\",\"reason\":\"NotFound\",\"code\":404}"));
	}

	/** Tells whether an object is already as a patch wants it. */
	private static boolean holds(JsonNode object, JsonNode patch) {
		return patch.isObject() ? patch.properties()
			.stream()
			.allMatch(
					(field) -> field.getKey().equals("$patch") || holds(object.path(field.getKey()), field.getValue()))
				: object.equals(patch);
	}

	private void create(HttpExchange exchange, String path, String body) throws IOException {
		ObjectNode object = this.cluster.apply((ObjectNode) JSON.readTree(body));
		this.objects.put(path + '/' + object.path("metadata").path("name").asString(), object);
		answer(exchange, 201, object);
	}

	private JsonNode groups() {
		ObjectNode list = JSON.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
		versions().keySet().stream().filter((version) -> version.contains("/")).forEach((version) -> {
			ObjectNode group = list.withArray("groups").addObject().put("name", version.split("/")[0]);
			ObjectNode preferred = JSON.createObjectNode()
				.put("groupVersion", version)
				.put("version", version.split("/")[1]);
			group.withArray("versions").add(preferred);
			group.set("preferredVersion", preferred);
		});
		return list;
	}

	private JsonNode resources(String path) {
		String version = path.equals("/api/v1") ? "v1" : path.replaceFirst("^/apis/", "");
		List<String> kindsOfVersion = versions().get(version);
		if (kindsOfVersion == null) {
			return null;
		}
		ObjectNode list = JSON.createObjectNode().put("kind", "APIResourceList").put("groupVersion", version);
		kindsOfVersion.forEach((kind) -> list.withArray("resources")
			.addObject()
			.put("name", kind.toLowerCase(Locale.ROOT).replaceFirst("y$", "ie") + 's')
			.put("singularName", kind.toLowerCase(Locale.ROOT))
			.put("namespaced", !kind.equals("Namespace"))
			.put("kind", kind)
			.withArray("verbs")
			.add("get")
			.add("create")
			.add("patch"));
		return list;
	}

	private Map<String, List<String>> versions() {
		return this.kinds.objects()
			.stream()
			.collect(Collectors.groupingBy((object) -> object.getApiVersion(), TreeMap::new,
					Collectors.collectingAndThen(Collectors.mapping((object) -> object.getKind(), Collectors.toSet()),
							List::copyOf)));
	}

	private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
		byte[] bytes = JSON.writeValueAsBytes(body);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
