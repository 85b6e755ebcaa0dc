package dev.perigee.election.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A network is known by where its default routes begin. To connect a UDP socket asks the
 * kernel for the route and sends nothing.
 */
final class DefaultRoutes implements NetworkIdentity {

	/** Addresses for documentation (RFC 5737, RFC 3849), that no narrower route has. */
	private static final List<String> NOBODY = List.of("192.0.2.1", "2001:db8::1");

	private static final int DISCARD_PORT = 9;

	/** What lies beyond belongs to a machine, and changes daily for its privacy. */
	private static final int MAX_PREFIX_BITS = 64;

	@Override
	public String current() {
		return NOBODY.stream().map(DefaultRoutes::beginning).collect(Collectors.joining(" "));
	}

	private static String beginning(String destination) {
		try (DatagramSocket socket = new DatagramSocket()) {
			socket.connect(new InetSocketAddress(InetAddress.getByName(destination), DISCARD_PORT));
			InetAddress local = socket.getLocalAddress();
			NetworkInterface network = NetworkInterface.getByInetAddress(local);
			return (network != null) ? network.getName() + "/" + prefix(network, local) : "unknown";
		}
		catch (IOException | UncheckedIOException ex) {
			return "none";
		}
	}

	private static String prefix(NetworkInterface network, InetAddress local) {
		int bits = network.getInterfaceAddresses()
			.stream()
			.filter((one) -> one.getAddress().equals(local))
			.mapToInt(InterfaceAddress::getNetworkPrefixLength)
			.findFirst()
			.orElse(0);
		byte[] address = local.getAddress();
		int kept = Math.min(bits, MAX_PREFIX_BITS);
		for (int bit = kept; bit < Byte.SIZE * address.length; bit++) {
			address[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
		}
		return HexFormat.of().formatHex(address) + "/" + kept;
	}

}
