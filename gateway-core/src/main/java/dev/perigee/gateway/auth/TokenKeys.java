package dev.perigee.gateway.auth;

import java.util.Set;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import reactor.core.publisher.Flux;

/**
 * What room tokens are verified with. The algorithms belong to the kind of the keys and
 * never to what a token says of itself: a public key is no secret of HS256 (RFC 8725
 * section 2.1). Safe for use by several threads.
 */
public interface TokenKeys {

	/**
	 * Returns which algorithms a token may be signed with.
	 * @return either symmetric or asymmetric ones
	 */
	Set<JWSAlgorithm> algorithms();

	/**
	 * Finds the keys that may have signed a token. Known keys are emitted within the
	 * call, others on any thread.
	 * @param header the token's header
	 * @return the keys, none when nobody knows one; terminates with
	 * {@link KeysUnavailableException} when those who know can't be asked
	 */
	Flux<JWK> find(JWSHeader header);

}
