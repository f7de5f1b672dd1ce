package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.contract.EarlierVersion;
import dev.orderly.contract.EventType;
import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.Upcaster;
import org.junit.jupiter.api.Test;

/** How a publisher keeps what its events once were: nested in what they are. */
class ContractTypesTest {

    @EventType(value = "parcel.moved", version = 3)
    record ParcelMoved(String parcel, String country, String city) {

        @EventType(value = "parcel.moved", version = 2)
        record InCity(String parcel, String city) implements EarlierVersion<ParcelMoved> {

            @Override
            public ParcelMoved next() {
                return new ParcelMoved(parcel, "unknown", city);
            }
        }

        @EventType("parcel.moved")
        record Somewhere(String parcel) implements EarlierVersion<InCity> {

            @Override
            public InCity next() {
                return new InCity(parcel, "unknown");
            }
        }
    }

    @EventType(value = "parcel.lost", version = 2)
    record ParcelLost(String parcel) {

        @EventType("parcel.found")
        record OfAnotherType(String parcel) implements EarlierVersion<ParcelLost> {

            @Override
            public ParcelLost next() {
                return new ParcelLost(parcel);
            }
        }
    }

    record ParcelSent(String parcel) {

        record WithoutVersion(String parcel) implements EarlierVersion<ParcelSent> {

            @Override
            public ParcelSent next() {
                return new ParcelSent(parcel);
            }
        }
    }

    @Test
    void earlier_versions_are_found_in_the_newest_and_put_in_their_order() {
        assertThat(ContractTypes.upcasters(ParcelMoved.class, "parcel.moved"))
                .extracting(Upcaster::version)
                .containsExactly(1, 2);
    }

    @Test
    void each_is_brought_to_the_newest_step_by_step() {
        EventDescriptor<ParcelMoved> moved = EventDescriptor.of("parcel.moved", ParcelMoved.class, ParcelMoved::parcel)
                .after(ContractTypes.upcasters(ParcelMoved.class, "parcel.moved")
                        .toArray(Upcaster<?>[]::new));
        assertThat(moved.version()).isEqualTo(3);
        assertThat(moved.recordOf(1)).isEqualTo(ParcelMoved.Somewhere.class);
        assertThat(moved.newest(1, new ParcelMoved.Somewhere("p")))
                .isEqualTo(new ParcelMoved("p", "unknown", "unknown"));
        assertThat(moved.newest(2, new ParcelMoved.InCity("p", "Ulm")))
                .isEqualTo(new ParcelMoved("p", "unknown", "Ulm"));
        assertThat(moved.newest(3, new ParcelMoved("p", "DE", "Ulm"))).isEqualTo(new ParcelMoved("p", "DE", "Ulm"));
    }

    @Test
    void one_of_another_type_or_without_a_version_refuses_to_start() {
        assertThatThrownBy(() -> ContractTypes.upcasters(ParcelLost.class, "parcel.lost"))
                .hasMessageContaining("says that it was parcel.found, but is nested in parcel.lost");
        assertThatThrownBy(() -> ContractTypes.upcasters(ParcelSent.class, "parcel.sent"))
                .hasMessageContaining("has no @EventType");
    }
}
