package dev.perigee.protocol;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The frames with a body of JSON, one record each. A record checks its own fields:
 * {@link IllegalArgumentException} names the field that breaks a rule. Fields that a
 * version does not know are ignored.
 */
public final class ControlFrames {

	/** The protocol version that these records are. */
	public static final int VERSION = 1;

	private ControlFrames() {
	}

	/**
	 * Client: who I am. The first frame that is no probe.
	 *
	 * @param version the protocol version, {@value ControlFrames#VERSION}
	 * @param token the room token (a JWT)
	 * @param resumeToken from an earlier {@code WELCOME}, to keep that session
	 * @param epoch counts the attaches of a session; of two connections the one with the
	 * higher epoch holds it
	 * @param client the client's software
	 */
	public record Hello(int version, String token, @Nullable String resumeToken, long epoch,
			@Nullable ClientInfo client) implements Frame.Control {

		public Hello {
			Fields.text("token", token, Limits.MAX_TOKEN_BYTES);
			if (resumeToken != null) {
				Fields.text("resumeToken", resumeToken, Limits.MAX_TOKEN_BYTES);
			}
			Fields.notNegative("epoch", epoch);
		}

		@Override
		public FrameType type() {
			return FrameType.HELLO;
		}

		/** Keeps the tokens out of logs. */
		@Override
		public String toString() {
			return "Hello[version=" + this.version + ", resume=" + (this.resumeToken != null) + ", epoch=" + this.epoch
					+ ", client=" + this.client + "]";
		}
	}

	/**
	 * The client's software, for statistics.
	 *
	 * @param name for example {@code perigee-java}
	 * @param version for example {@code 0.1.0}
	 */
	public record ClientInfo(String name, String version) {

		public ClientInfo {
			Fields.text("client.name", name, 64);
			Fields.text("client.version", version, 64);
		}
	}

	/**
	 * Gateway: the session is yours.
	 *
	 * @param version the protocol version spoken
	 * @param session the session's identity
	 * @param resumeToken proves the session to any gateway of any region
	 * @param resumed whether the session of the {@code HELLO}'s resume token goes on
	 * @param region the gateway's region
	 * @param node the gateway's own name
	 * @param limits what the session may do
	 * @param regions the regions known to be alive
	 * @param tokenValidMillis how long the token is still good; 0 when not said
	 */
	public record Welcome(int version, SessionId session, String resumeToken, boolean resumed, String region,
			String node, Limits limits, List<RegionInfo> regions, long tokenValidMillis) implements Frame.Control {

		public Welcome {
			Fields.required("session", session);
			Fields.text("resumeToken", resumeToken, Limits.MAX_TOKEN_BYTES);
			Fields.text("region", region, 64);
			Fields.text("node", node, 128);
			Fields.required("limits", limits);
			regions = Fields.list("regions", regions);
			Fields.notNegative("tokenValidMillis", tokenValidMillis);
		}

		@Override
		public FrameType type() {
			return FrameType.WELCOME;
		}

		/** Keeps the token out of logs. */
		@Override
		public String toString() {
			return "Welcome[session=" + this.session + ", resumed=" + this.resumed + ", region=" + this.region
					+ ", node=" + this.node + ", limits=" + this.limits + ", regions=" + this.regions
					+ ", tokenValidMillis=" + this.tokenValidMillis + "]";
		}
	}

	/**
	 * Client: let me into a room.
	 *
	 * @param room the room's name
	 * @param before the last sequence that the session used in the room before it left
	 * it, 0 when it has not been there
	 * @param acknowledged the last of its sequences that is acknowledged, 0 for none
	 */
	public record Join(String room, @JsonInclude(JsonInclude.Include.NON_DEFAULT) long before,
			@JsonInclude(JsonInclude.Include.NON_DEFAULT) long acknowledged) implements Frame.Control {

		public Join {
			Fields.room(room);
			Fields.notNegative("before", before);
			Fields.notNegative("acknowledged", acknowledged);
		}

		/**
		 * A client that has published nothing in the room.
		 * @param room the room's name
		 */
		public Join(String room) {
			this(room, 0, 0);
		}

		@Override
		public FrameType type() {
			return FrameType.JOIN;
		}
	}

	/**
	 * Gateway: you are in. Every message published after this reaches you.
	 *
	 * @param room the room's name
	 * @param handle stands for the room in binary frames of this connection
	 * @param members everybody in the room, in every region, you included
	 * @param positions the last reliable sequence of each sender, as far as known
	 * @param received which of your own messages this gateway has; {@code null} for none
	 */
	public record Joined(String room, int handle, List<Member> members, List<Position> positions,
			@Nullable Received received) implements Frame.Control {

		/** With so many positions there may be more senders. */
		public static final int MAX_POSITIONS = 1000;

		public Joined {
			Fields.room(room);
			members = Fields.list("members", members);
			positions = Fields.list("positions", positions);
		}

		@Override
		public FrameType type() {
			return FrameType.JOINED;
		}
	}

	/**
	 * A session in a room.
	 *
	 * @param session the session's identity
	 * @param user the subject of its token
	 * @param region where it is connected
	 * @param unreachable whether its gateway is not heard of any more: it comes back, or
	 * leaves soon
	 */
	public record Member(SessionId session, String user, String region,
			@JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean unreachable) {

		public Member {
			Fields.required("member.session", session);
			Fields.text("member.user", user, Limits.MAX_USER_BYTES);
			Fields.text("member.region", region, 64);
		}

		/**
		 * A member whose gateway is there.
		 * @param session the session's identity
		 * @param user the subject of its token
		 * @param region where it is connected
		 */
		public Member(SessionId session, String user, String region) {
			this(session, user, region, false);
		}

		/**
		 * Returns the member as one whose gateway is not heard of any more.
		 * @return the same session, unreachable
		 */
		public Member asUnreachable() {
			return new Member(this.session, this.user, this.region, true);
		}
	}

	/**
	 * How far a sender's reliable messages in a room are known.
	 *
	 * @param session the sender
	 * @param sequence the last sequence, 0 for none
	 */
	public record Position(SessionId session, long sequence) {

		public Position {
			Fields.required("position.session", session);
			Fields.notNegative("position.sequence", sequence);
		}
	}

	/**
	 * Client: let me out of a room. Gateway: you are out.
	 *
	 * @param room the room's name
	 */
	public record Leave(String room) implements Frame.Control {

		public Leave {
			Fields.room(room);
		}

		@Override
		public FrameType type() {
			return FrameType.LEAVE;
		}
	}

	/**
	 * Gateway: somebody came.
	 *
	 * @param room the room's name
	 * @param member who
	 * @param before the last sequence that it used before it left the room the last time,
	 * 0 when it has not been there
	 */
	public record MemberJoined(String room, Member member,
			@JsonInclude(JsonInclude.Include.NON_DEFAULT) long before) implements Frame.Control {

		public MemberJoined {
			Fields.room(room);
			Fields.required("member", member);
			Fields.notNegative("before", before);
		}

		/**
		 * A member whose first message is number 1.
		 * @param room the room's name
		 * @param member who
		 */
		public MemberJoined(String room, Member member) {
			this(room, member, 0);
		}

		@Override
		public FrameType type() {
			return FrameType.MEMBER_JOINED;
		}
	}

	/**
	 * Gateway: somebody went.
	 *
	 * @param room the room's name
	 * @param session who
	 */
	public record MemberLeft(String room, SessionId session) implements Frame.Control {

		public MemberLeft {
			Fields.room(room);
			Fields.required("session", session);
		}

		@Override
		public FrameType type() {
			return FrameType.MEMBER_LEFT;
		}
	}

	/**
	 * Client: send me again what I missed.
	 *
	 * @param room the room's name
	 * @param after the last sequence that I have of each sender
	 */
	public record Replay(String room, List<Position> after) implements Frame.Control {

		public Replay {
			Fields.room(room);
			after = Fields.list("after", after);
		}

		@Override
		public FrameType type() {
			return FrameType.REPLAY;
		}
	}

	/**
	 * Gateway: these messages can't be had any more.
	 *
	 * @param room the room's name
	 * @param session the sender
	 * @param from the first missing sequence
	 * @param to the last missing sequence
	 */
	public record Gap(String room, SessionId session, long from, long to) implements Frame.Control {

		public Gap {
			Fields.room(room);
			Fields.required("session", session);
			if (from < 1 || to < from) {
				throw new IllegalArgumentException("from, to: 1 <= from <= to expected, was " + from + ", " + to);
			}
		}

		@Override
		public FrameType type() {
			return FrameType.GAP;
		}
	}

	/**
	 * Gateway: move, I am leaving.
	 *
	 * @param reason for a log
	 * @param deadlineMillis the connection is closed after this time
	 * @param suggestedDelayMillis move after this time, so that not all move at once
	 */
	public record GoAway(String reason, long deadlineMillis, long suggestedDelayMillis) implements Frame.Control {

		public GoAway {
			Fields.text("reason", reason, 512);
			Fields.notNegative("deadlineMillis", deadlineMillis);
			Fields.notNegative("suggestedDelayMillis", suggestedDelayMillis);
		}

		@Override
		public FrameType type() {
			return FrameType.GOAWAY;
		}
	}

	/**
	 * Gateway: no, and why.
	 *
	 * @param code the number of a {@link CloseCode}, perhaps of a later version
	 * @param name its name
	 * @param text for a person: names the frame and the field
	 * @param advice what to do
	 * @param room the room that it is about, if any
	 * @param retryAfterMillis wait this long before a retry; 0 for the client's own
	 * backoff
	 * @param sequence of the reliable message in that room that goes nowhere, if it is
	 * about one
	 */
	public record Refused(int code, String name, String text, Advice advice, @Nullable String room,
			long retryAfterMillis, @Nullable Long sequence) implements Frame.Control {

		public Refused {
			Fields.text("name", name, 64);
			Fields.text("text", text, 1024);
			advice = (advice != null) ? advice : Advice.GIVE_UP;
			Fields.notNegative("retryAfterMillis", retryAfterMillis);
		}

		/**
		 * A refusal with the code's own advice.
		 * @param code why
		 * @param text for a person
		 * @param room the room that it is about, if any
		 */
		public Refused(CloseCode code, String text, @Nullable String room) {
			this(code.number(), code.name(), text, code.advice(), room, 0, null);
		}

		@Override
		public FrameType type() {
			return FrameType.REFUSED;
		}
	}

}
