import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.MachineComplexityEvaluator;

/**
 * Asks event-ruler. One JSON object a line comes in: `pattern`, and `event` for a match; one a line goes out: `reason` (null when
 * the pattern is accepted), `matches`, and `again`: what the finder that event-ruler used before version 2 answers. Where the
 * two differ, event-ruler contradicts itself.
 */
public final class Ruler {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(final String[] args) throws Exception {
        final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        final PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
        }
        out.flush();
    }

    private static ObjectNode answer(final JsonNode asked) {
        final String pattern = asked.get("pattern").textValue();
        final ObjectNode answer = JSON.createObjectNode();
        answer.put("reason", JsonRuleCompiler.check(pattern));
        if (asked.has("complexity")) answer.put("complexity", complexity(pattern));
        if (asked.has("event")) {
            answer.put("matches", matches(pattern, asked.get("event").textValue(), true));
            answer.put("again", matches(pattern, asked.get("event").textValue(), false));
        }
        return answer;
    }

    private static String matches(final String pattern, final String event, final boolean structured) {
        try {
            final Machine machine = Machine.builder().withStructuredMatching(structured).build();
            machine.addRule("rule", pattern);
            return String.valueOf(!machine.rulesForJSONEvent(event).isEmpty());
        } catch (final Throwable thrown) {
            return "error: " + thrown.getMessage();
        }
    }

    private static int complexity(final String pattern) {
        try {
            final Machine machine = Machine.builder().build();
            machine.addRule("rule", pattern);
            return machine.evaluateComplexity(new MachineComplexityEvaluator(10_000));
        } catch (final Exception thrown) {
            return -1;
        }
    }
}
