package dev.perigee.lab.link;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import dev.perigee.lab.port.PortLease;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Makes links and owns their threads and sockets. Thread-safe; closing it closes every
 * link.
 */
public final class Links implements AutoCloseable {

	private static final RandomGeneratorFactory<RandomGenerator> RANDOM = RandomGeneratorFactory.of("L64X128MixRandom");

	private final MultiThreadIoEventLoopGroup group;

	private final LinkTimer timer;

	private final PortLease ports;

	private final long seed;

	private final List<Link> links = new CopyOnWriteArrayList<>();

	/**
	 * Prepares without opening anything.
	 * @param ports where the addresses of passages come from
	 * @param nanoClock measures delays
	 * @param seed of loss and jitter; a link with the same label draws the same numbers
	 * for the same seed
	 */
	public Links(PortLease ports, LongSupplier nanoClock, long seed) {
		this.ports = ports;
		this.seed = seed;
		this.timer = new LinkTimer(nanoClock);
		this.group = new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("lab-link", true),
				NioIoHandler.newFactory());
	}

	/**
	 * Makes a link without passages, clear of delay and loss.
	 * @param label names it in messages, and seeds its randomness
	 * @return the link
	 */
	public Link link(String label) {
		RandomGenerator random = RANDOM.create(this.seed * 31 + label.hashCode());
		Link link = new Link(label, this.group.next(), this.timer, random);
		this.links.add(link);
		return link;
	}

	/**
	 * Opens a TCP way over a link.
	 * @param link the link
	 * @param target where accepted connections lead
	 * @return the passage, listening unless the link is cut
	 */
	public Passage tcp(Link link, InetSocketAddress target) {
		return tcp(link, (present) -> target);
	}

	/**
	 * Opens a TCP way over a link.
	 * @param link the link
	 * @param route where accepted connections lead
	 * @return the passage, listening unless the link is cut
	 */
	public Passage tcp(Link link, Route route) {
		return link.add(new TcpPassage(link, this.ports.nextAddress(), route));
	}

	/**
	 * Opens a UDP way over a link. It carries datagrams of up to 1472 bytes, like
	 * Ethernet.
	 * @param link the link
	 * @param target where received datagrams lead
	 * @return the passage, bound unless the link is cut
	 */
	public Passage udp(Link link, InetSocketAddress target) {
		return udp(link, (present) -> target);
	}

	/**
	 * Opens a UDP way over a link, as {@link #udp(Link, InetSocketAddress)}.
	 * @param link the link
	 * @param route where received datagrams lead
	 * @return the passage, bound unless the link is cut
	 */
	public Passage udp(Link link, Route route) {
		return link.add(new UdpPassage(link, this.ports.nextAddress(), route));
	}

	@Override
	public void close() {
		this.links.forEach(Link::close);
		this.timer.close();
		this.group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
	}

}
