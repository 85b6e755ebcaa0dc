package dev.perigee.protocol;

/**
 * What a room promises for a message.
 */
public enum DeliveryClass {

	/**
	 * In order per sender; nothing lost and nothing repeated within the replay window.
	 */
	RELIABLE(0),

	/** Newest wins: never replayed, dropped first under pressure. */
	UNRELIABLE(1);

	private final int wire;

	DeliveryClass(int wire) {
		this.wire = wire;
	}

	int wire() {
		return this.wire;
	}

	static DeliveryClass ofWire(int wire, FrameType frame) throws ProtocolException {
		return switch (wire) {
			case 0 -> RELIABLE;
			case 1 -> UNRELIABLE;
			default -> throw new ProtocolException(CloseCode.PROTOCOL_ERROR,
					frame + ": delivery class " + wire + " is unknown");
		};
	}

}
