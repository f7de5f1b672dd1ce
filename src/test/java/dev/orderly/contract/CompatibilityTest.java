package dev.orderly.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** That the check of schemas bites: each change that stored events would not survive, and none that they would. */
class CompatibilityTest {

    enum Colour {
        RED,
        GREEN
    }

    enum MoreColours {
        RED,
        GREEN,
        BLUE
    }

    record Part(String name, int pieces) {}

    record Before(String id, int amount, @Nullable String note, Colour colour, List<Part> parts) {}

    record OptionalAdded(
            String id,
            int amount,
            @Nullable String note,
            Colour colour,
            List<Part> parts,
            @Nullable String more) {}

    record RequiredAdded(String id, int amount, @Nullable String note, Colour colour, List<Part> parts, String more) {}

    record Removed(String id, @Nullable String note, Colour colour, List<Part> parts) {}

    record Renamed(String id, int total, @Nullable String note, Colour colour, List<Part> parts) {}

    record Wider(String id, long amount, @Nullable String note, MoreColours colour, List<Part> parts) {}

    record OtherType(String id, String amount, @Nullable String note, Colour colour, List<Part> parts) {}

    record NowRequired(String id, int amount, String note, Colour colour, List<Part> parts) {}

    record NowOptional(
            String id, @Nullable Integer amount, @Nullable String note, Colour colour, List<Part> parts) {}

    record PartWithPrice(String name, int pieces, long price) {}

    record InnerRequiredAdded(
            String id, int amount, @Nullable String note, Colour colour, List<PartWithPrice> parts) {}

    @Test
    void a_record_that_stays_can_read_what_it_wrote() {
        assertThat(complaints(Before.class, Before.class)).isEmpty();
    }

    @Test
    void what_only_adds_or_widens_is_let_through() {
        assertThat(complaints(OptionalAdded.class, Before.class)).isEmpty();
        assertThat(complaints(Wider.class, Before.class)).isEmpty();
        assertThat(complaints(NowOptional.class, Before.class)).isEmpty();
    }

    @Test
    void a_property_that_is_added_as_required_is_refused() {
        assertThat(complaints(RequiredAdded.class, Before.class))
                .containsExactly("more of the event is required, and was not");
    }

    @Test
    void a_property_that_is_taken_away_or_renamed_is_refused() {
        assertThat(complaints(Removed.class, Before.class)).containsExactly("amount of the event was taken away");
        assertThat(complaints(Renamed.class, Before.class))
                .containsExactly("amount of the event was taken away", "total of the event is required, and was not");
    }

    @Test
    void a_narrower_number_and_fewer_values_of_an_enum_are_refused() {
        assertThat(complaints(Before.class, Wider.class))
                .containsExactlyInAnyOrder(
                        "amount of the event has the format \"int32\", and had \"int64\"",
                        "colour of the event allows fewer values");
    }

    @Test
    void another_type_is_refused() {
        assertThat(complaints(OtherType.class, Before.class))
                .containsExactly("amount of the event is of type \"string\", and was \"integer\"");
    }

    @Test
    void what_could_be_missing_cannot_be_asked_for() {
        assertThat(complaints(NowRequired.class, Before.class))
                .containsExactlyInAnyOrder(
                        "note of the event is of type \"string\", and was [\"string\",\"null\"]",
                        "note of the event is required, and was not");
    }

    @Test
    void what_is_inside_of_a_list_is_looked_at_too() {
        assertThat(complaints(InnerRequiredAdded.class, Before.class))
                .containsExactly("price of each of parts of the event is required, and was not");
    }

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'maximum':9} | {'maximum':10} | the event has a narrower maximum",
                "{'maximum':9} | {} | the event has a narrower maximum",
                "{'minimum':1} | {'minimum':0} | the event has a narrower minimum",
                "{'minLength':1} | {} | the event has a narrower minLength",
                "{'maxItems':5} | {'maxItems':6} | the event has a narrower maxItems",
                "{'pattern':'a'} | {} | the event has another pattern",
                "{'format':'uuid'} | {} | the event has the format \"uuid\", and had null",
                "{'enum':['a']} | {} | the event allows fewer values",
                "{'type':'string'} | {} | the event is of type \"string\", and was null",
                "{'items':{'type':'string'}} | {} | the event has new rules for its items",
                "{'x-ordering-key':'a'} | {'x-ordering-key':'b'} | the event is ordered by another property",
                "{} | {'x-ordering-key':'b'} | the event is ordered by another property",
                "{'oneOf':[]} | {} | the event uses oneOf, which nobody has taught this check",
                "{} | {'additionalProperties':false} | the event uses additionalProperties, which nobody has taught this check"
            })
    void a_narrower_limit_is_refused_and_so_is_what_cannot_be_judged(String after, String before, String complaint) {
        assertThat(complaints(after, before)).containsExactly(complaint);
    }

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'maximum':10} | {'maximum':9}",
                "{} | {'maximum':9}",
                "{'minimum':0} | {'minimum':1}",
                "{'enum':['a','b']} | {'enum':['a']}",
                "{'type':'number'} | {'type':'integer'}",
                "{'type':['string','null']} | {'type':'string'}",
                "{'description':'clearer','x-personal-data':true} | {'description':'clear'}"
            })
    void a_wider_limit_and_better_words_are_let_through(String after, String before) {
        assertThat(complaints(after, before)).isEmpty();
    }

    private static List<String> complaints(Class<?> after, Class<?> before) {
        return Compatibility.complaints(DeriveSchema.of(after), DeriveSchema.of(before));
    }

    private static List<String> complaints(String after, String before) {
        JsonMapper json = JsonMapper.shared();
        return Compatibility.complaints(
                json.readTree(after.replace('\'', '"')), json.readTree(before.replace('\'', '"')));
    }
}
