// SPDX-License-Identifier: MIT
#include "tests/soak/mail_server.hpp"

#include "tests/soak/host.hpp"
#include "tests/soak/violation.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::soak;

namespace {

MailRecord mail(Delivery delivery, std::uint32_t unknown = 0) {
    return {.intent = {account_named("acme"), user_id(1, 1), 1, 1, address_of("u"), at(0)},
            .delivery = delivery,
            .attempts = unknown + 1,
            .unknown = unknown};
}

/// Which invariant is broken where this reached the server; "" for none.
std::string found_in(const MailRecord& record, const Arrivals& arrivals) {
    try {
        reconcile(record, arrivals);
        return "";
    } catch (const Violation& violation) {
        return violation.invariant();
    }
}

}  // namespace

TEST_CASE("I13: a mail that was sent is at the server, and one that is open at the end is found") {
    CHECK(found_in(mail(Delivery::sent), {.taken = 1}).empty());
    CHECK(found_in(mail(Delivery::failed), {.refused = 1}).empty());
    CHECK(found_in(mail(Delivery::failed), {}) == "I13");
    CHECK(found_in(mail(Delivery::dropped), {}).empty());
    CHECK(found_in(mail(Delivery::unconfirmed, 1), {}).empty());
    CHECK(found_in(mail(Delivery::unconfirmed, 1), {.dropped = 1}).empty());
    CHECK(found_in(mail(Delivery::unconfirmed), {}) == "I13");
    CHECK(found_in(mail(Delivery::sent), {}) == "I13");
    CHECK(found_in(mail(Delivery::sent, 1), {.dropped = 1}) == "I13");
    CHECK(found_in(mail(Delivery::queued), {}) == "I13");
    CHECK(found_in(mail(Delivery::deferred, 1), {.dropped = 1}) == "I13");
}

TEST_CASE("I14: a copy too many is found, and so are copies that differ") {
    CHECK(found_in(mail(Delivery::sent), {.taken = 2}) == "I14");
    CHECK(found_in(mail(Delivery::sent, 1), {.taken = 2}).empty());
    CHECK(found_in(mail(Delivery::sent, 1), {.taken = 1, .dropped = 1}).empty());
    CHECK(found_in(mail(Delivery::sent, 1), {.taken = 1, .dropped = 2}) == "I14");
    CHECK(found_in(mail(Delivery::unconfirmed, 1), {.dropped = 2}) == "I14");
    CHECK(found_in(mail(Delivery::failed), {.dropped = 1, .refused = 1}) == "I14");
    CHECK(found_in(mail(Delivery::failed, 1), {.dropped = 1, .refused = 1}).empty());
    CHECK(found_in(mail(Delivery::sent, 1), {.taken = 2, .alike = false}) == "I14");
}
