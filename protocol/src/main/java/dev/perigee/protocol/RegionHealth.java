package dev.perigee.protocol;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/**
 * How a region is, as its best gateway says or others see it. In the order in which a
 * client should try them.
 */
public enum RegionHealth {

	/** It takes sessions. */
	UP,

	/** It is full. */
	OVERLOADED,

	/** It can't reach the other regions. */
	ISOLATED,

	/** It takes no new sessions. */
	DRAINING,

	/** Nothing was heard of it for a while: it may be gone, or cut off. */
	SILENT,

	/** Something that this version does not know. */
	@JsonEnumDefaultValue
	UNKNOWN

}
