package dev.perigee.gateway.rehearsal;

import dev.perigee.gateway.ConnectionAcceptor;
import dev.perigee.gateway.session.SessionEnvironment;

/**
 * Plays a failover in memory, with messages, before the first client comes. A gateway
 * that has just started is where clients of the next one go in a rolling restart: to load
 * classes and to interpret code in the middle of a failover would cost each of them
 * tenths of a second. Two gateways of the classes of the real one take part, and nothing
 * of the real one itself: neither its bus nor its sessions, meters or threads. Used once,
 * by one thread.
 */
public final class Rehearsal {

	/**
	 * Messages each way in each of the three scenes: a JVM compiles what runs two hundred
	 * times.
	 */
	static final int MESSAGES = 100;

	private final SessionEnvironment environment;

	/**
	 * Prepares a rehearsal.
	 * @param environment what connections of the real gateway stand on
	 */
	public Rehearsal(SessionEnvironment environment) {
		this.environment = environment;
	}

	/**
	 * Plays all parts. Where configured limits are tighter than the play needs, less is
	 * played.
	 * @return how many messages have reached the user and his peer
	 */
	public int run() {
		Stage stage = new Stage(this.environment);
		try {
			int delivered = play(stage);
			// keys that are not the stage's own are found by other classes
			this.environment.entry().tokens().verify(stage.token("user")).onErrorComplete().subscribe();
			return delivered;
		}
		finally {
			stage.close();
		}
	}

	private static int play(Stage stage) {
		ConnectionAcceptor incumbent = stage.openGateway();
		ConnectionAcceptor refuge = stage.openGateway();
		Actor peer = stage.enter(refuge);
		peer.sayHello(stage.token("peer"));
		Actor user = stage.enter(incumbent);
		user.sayHello(stage.token("user"));
		stage.settle();
		converse(stage, user, peer);

		Actor standby = stage.enter(refuge);
		standby.standByFor(user, stage.token("user"));
		stage.settle();
		converse(stage, user, peer);

		user.disconnect(false);
		standby.activate(user);
		stage.settle();
		standby.catchUp(MESSAGES);
		converse(stage, standby, peer);

		standby.disconnect(true);
		peer.disconnect(true);
		stage.settle();
		return user.delivered() + standby.delivered() + peer.delivered();
	}

	private static void converse(Stage stage, Actor one, Actor other) {
		for (int message = 0; message < MESSAGES; message++) {
			one.probe();
			one.publish();
			other.publish();
			stage.settle();
		}
	}

}
