package dev.perigee.lab;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class TeardownTests {

	private final Teardown teardown = new Teardown();

	private final List<String> log = new ArrayList<>();

	@Test
	void closesTheLastFirstAndOnlyOnce() {
		this.teardown.add(() -> this.log.add("first"));
		this.teardown.add(() -> this.log.add("second"));
		this.teardown.run();
		this.teardown.run();
		assertThat(this.log).containsExactly("second", "first");
	}

	@Test
	void goesOnAfterAFailureAndReportsAll() {
		IllegalStateException one = new IllegalStateException("one");
		IllegalStateException other = new IllegalStateException("other");
		this.teardown.add(() -> this.log.add("closed"));
		this.teardown.add(() -> {
			throw one;
		});
		this.teardown.add(() -> {
			throw other;
		});
		assertThatIllegalStateException().isThrownBy(this.teardown::run)
			.satisfies((failure) -> assertThat(failure.getSuppressed()).containsExactly(other, one));
		assertThat(this.log).containsExactly("closed");
	}

	@Test
	void addsItsFailuresToTheOneThatCausedIt() {
		IllegalStateException cause = new IllegalStateException("cause");
		IllegalStateException consequence = new IllegalStateException("consequence");
		this.teardown.add(() -> {
			throw consequence;
		});
		this.teardown.runAfter(cause);
		assertThat(cause.getSuppressed()).containsExactly(consequence);
	}

}
