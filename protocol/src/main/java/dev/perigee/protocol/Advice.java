package dev.perigee.protocol;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/**
 * What a client should do about a refusal or a close.
 */
public enum Advice {

	/** Dial the same gateway again, with backoff, and resume. */
	RETRY_HERE,

	/** Leave this gateway out and dial the next best one. */
	RETRY_ELSEWHERE,

	/** Ask the token supplier for a fresh token, then dial again. */
	REFRESH_TOKEN,

	/** Do not repeat the request: it can't succeed as it is. */
	@JsonEnumDefaultValue
	GIVE_UP

}
