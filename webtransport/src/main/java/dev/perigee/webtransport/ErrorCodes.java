package dev.perigee.webtransport;

/**
 * HTTP/3 error codes of WebTransport, and the mapping of an application's 32-bit stream
 * error codes into the range that draft-ietf-webtrans-http3, section 4.4, reserves for
 * them.
 */
final class ErrorCodes {

	static final int H3_NO_ERROR = 0x100;

	static final int H3_EXCESSIVE_LOAD = 0x107;

	static final int H3_MESSAGE_ERROR = 0x10e;

	static final int BUFFERED_STREAM_REJECTED = 0x3994bd84;

	static final int SESSION_GONE = 0x170d7b68;

	static final long MAX_APPLICATION_CODE = 0xffff_ffffL;

	/** The result of {@link #toApplication} for a code outside of the reserved range. */
	static final long NOT_AN_APPLICATION_CODE = -1;

	private static final long FIRST = 0x52e4_a40f_a8dbL;

	private static final long LAST = 0x52e5_ac98_3162L;

	private ErrorCodes() {
	}

	static long toHttp3(long applicationCode) {
		if (applicationCode < 0 || applicationCode > MAX_APPLICATION_CODE) {
			throw new IllegalArgumentException("A stream error code is an unsigned 32-bit number: " + applicationCode);
		}
		// every 31st code of the range is a GREASE code point and is skipped
		return FIRST + applicationCode + applicationCode / 0x1e;
	}

	static long toApplication(long http3Code) {
		if (http3Code < FIRST || http3Code > LAST || (http3Code - 0x21) % 0x1f == 0) {
			return NOT_AN_APPLICATION_CODE;
		}
		long shifted = http3Code - FIRST;
		return shifted - shifted / 0x1f;
	}

}
