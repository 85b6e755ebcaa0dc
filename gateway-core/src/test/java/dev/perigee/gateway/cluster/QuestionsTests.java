package dev.perigee.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

import dev.perigee.gateway.bus.Envelope;
import dev.perigee.protocol.ControlFrames.Leave;
import dev.perigee.protocol.ProtocolException;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class QuestionsTests {

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final Questions questions = new Questions(this.timer);

	private final List<String> answers = new ArrayList<>();

	@Test
	void isDoneWhenAllHaveAnswered() throws ProtocolException {
		Questions.Question question = ask(1L, 2L);
		answer(question, Envelope.Kind.ANSWER_PART, 1, "a");
		answer(question, Envelope.Kind.ANSWER_PART, 2, "x");
		answer(question, Envelope.Kind.ANSWER_PART, 1, "b");
		answer(question, Envelope.Kind.ANSWER_END, 1);
		assertThat(question.done()).isNotDone();
		answer(question, Envelope.Kind.ANSWER_END, 2);
		assertThat(question.done()).isDone();
		assertThat(this.answers).containsExactly("1:[a, b]", "2:[x]");
	}

	@Test
	void isDoneAtOnceWhenNobodyIsAsked() {
		assertThat(ask().done()).isDone();
	}

	@Test
	void isDoneAfterTheTimeoutAndStillTakesALateAnswer() throws ProtocolException {
		Questions.Question question = ask(1L);
		this.timer.advanceTimeBy(Duration.ofMillis(499));
		assertThat(question.done()).isNotDone();
		this.timer.advanceTimeBy(Duration.ofMillis(1));
		assertThat(question.done()).isCompletedWithValue(false);
		answer(question, Envelope.Kind.ANSWER_END, 1);
		assertThat(this.answers).containsExactly("1:[]");
	}

	@Test
	void forgetsAQuestionInTheEnd() throws ProtocolException {
		Questions.Question question = ask(1L);
		this.timer.advanceTimeBy(Duration.ofSeconds(5));
		answer(question, Envelope.Kind.ANSWER_END, 1);
		assertThat(this.answers).isEmpty();
	}

	@Test
	void isUnansweredUntilAllHaveAnsweredOrItIsForgotten() throws ProtocolException {
		Questions.Question answered = ask(1L);
		Questions.Question forgotten = ask(1L);
		this.timer.advanceTimeBy(Duration.ofMillis(4999));
		assertThat(this.questions.isUnanswered(answered)).isTrue();
		answer(answered, Envelope.Kind.ANSWER_END, 1);
		assertThat(this.questions.isUnanswered(answered)).isFalse();
		this.timer.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.questions.isUnanswered(forgotten)).isFalse();
	}

	@Test
	void handsOverPartsAsTheyComeUnlessTheAnswerCountsAsAWhole() throws ProtocolException {
		Questions.Question question = ask(Envelope.Kind.REPLAY_REQUEST, 1L);
		answer(question, Envelope.Kind.ANSWER_PART, 1, "a");
		answer(question, Envelope.Kind.ANSWER_END, 1, "b");
		assertThat(question.done()).isCompletedWithValue(true);
		assertThat(this.answers).containsExactly("1:[a]", "1:[b]");
	}

	@Test
	void anAnswerWithoutAMarkIsTakenButDoesNotCount() throws ProtocolException {
		Questions.Question question = open(Envelope.Kind.SYNC_REQUEST, 1L);
		assertThat(answer(question, Envelope.Kind.ANSWER_END, 1, "old")).isEqualTo(1);
		assertThat(answer(question, Envelope.Kind.ANSWER_END, 1, "older")).isEqualTo(2);
		assertThat(question.done()).isNotDone();
		question.mark(2);
		question.mark(1);
		assertThat(question.done()).isNotDone();
		assertThat(answer(question, Envelope.Kind.ANSWER_END, 1, "new")).isZero();
		assertThat(question.done()).isCompletedWithValue(true);
		assertThat(this.answers).containsExactly("1:[old]", "1:[older]", "1:[new]");
	}

	@Test
	void aNodeThatIsHeardOfLateIsWaitedForByThoseWhoWaitForTheUnheard() throws ProtocolException {
		Questions.Question early = ask(0L);
		Questions.Question known = ask(1L);
		assertThat(this.questions.extend(0, 2)).containsExactly(early);
		early.forget(0);
		assertThat(early.done()).isNotDone();
		assertThat(known.missing()).containsExactly(1L);
		answer(early, Envelope.Kind.ANSWER_END, 2);
		assertThat(early.done()).isCompletedWithValue(true);
	}

	private Questions.Question ask(Long... nodes) {
		return ask(Envelope.Kind.SYNC_REQUEST, nodes);
	}

	/** Asks nodes whose marks are there already. */
	private Questions.Question ask(Envelope.Kind kind, Long... nodes) {
		Questions.Question question = open(kind, nodes);
		LongStream.rangeClosed(1, 2).forEach(question::mark);
		return question;
	}

	private Questions.Question open(Envelope.Kind kind, Long... nodes) {
		return this.questions.open(Set.of(nodes), kind, new byte[0], Duration.ofMillis(500),
				(node, frames) -> this.answers
					.add(node + ":" + frames.stream().map((frame) -> ((Leave) frame).room()).toList()));
	}

	private int answer(Questions.Question question, Envelope.Kind kind, long node, String... rooms)
			throws ProtocolException {
		List<Leave> frames = new ArrayList<>();
		for (String room : rooms) {
			frames.add(new Leave(room));
		}
		Questions.Question open = this.questions.get(question.number());
		return (open != null) ? open.add(Envelope.read(Envelope.of(kind, node, frames))) : 0;
	}

}
