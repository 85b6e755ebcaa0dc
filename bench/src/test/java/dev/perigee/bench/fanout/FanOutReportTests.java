package dev.perigee.bench.fanout;

import java.util.List;

import dev.perigee.bench.fanout.FanOutReport.Result;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FanOutReportTests {

	@Test
	void showsEachServerWithItsPartOfBareNetty() {
		FanOutReport report = new FanOutReport(100, 16,
				List.of(new Result("bare Netty", 100, 2_000_000, 1), new Result("gateway-ws", 100, 1_500_000, 0.75)));
		assertThat(report.lines()).containsExactly(
				"Delivered per CPU-second of the server to 100 members, 16 messages a write",
				"bare Netty               100 B      2000000  100.0 % of bare Netty",
				"gateway-ws               100 B      1500000   75.0 % of bare Netty");
	}

}
