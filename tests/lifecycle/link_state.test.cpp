// SPDX-License-Identifier: MIT
#include <string>

#include "beckon/lifecycle/link_state.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

/// The codes of what the newest link, an older one, one of another key and one never issued are worth.
std::string worth(std::string_view person) {
    const auto user = world::person(person).user;
    std::string codes;
    for (const Link& link : {world::newest, world::older, world::other_key, world::never_issued}) {
        codes.append(codes.empty() ? "" : " ").append(code(link_state(user ? &*user : nullptr, link, world::now())));
    }
    return codes;
}

}  // namespace

TEST_CASE("what a link is worth in every status: newest, older, of another key, never issued") {
    CHECK(worth("invite_sent") == "valid superseded invalid invalid");
    CHECK(worth("invite_sent, opened") == "valid superseded invalid invalid");
    CHECK(worth("invite_expired") == "expired superseded invalid invalid");
    CHECK(worth("active") == "used superseded invalid invalid");
    CHECK(worth("active, adopted") == "invalid invalid invalid invalid");
    CHECK(worth("deactivated") == "deactivated deactivated invalid invalid");
    CHECK(worth("deactivated, adopted") == "invalid invalid invalid invalid");
}

TEST_CASE("S14, A5: every authentic link of someone who is gone says how they went") {
    CHECK(worth("cancelled") == "cancelled cancelled cancelled cancelled");
    CHECK(worth("declined") == "declined declined declined declined");
    CHECK(worth("removed") == "removed removed removed removed");
}

TEST_CASE("an authentic link without a row says removed") {
    CHECK(worth("nobody") == "removed removed removed removed");
}

TEST_CASE("an older link has any key: the key is fixed per generation and only the newest is kept") {
    const User user = world::person("invite_sent").user.value();
    CHECK(link_state(&user, Link{1, 200}, world::now()) == LinkState::superseded);
    CHECK(link_state(&user, Link{0, 0}, world::now()) == LinkState::superseded);
}

TEST_CASE("the refusal of every state: reason and remedy") {
    const auto refused = [](LinkState state) { return refusal_of(state, policies::gladly()).value(); };
    CHECK_FALSE(refusal_of(LinkState::valid, policies::gladly()));
    CHECK(refused(LinkState::expired) == Refusal{.reason = Reason::link_expired, .remedy = Remedy::ask_administrator});
    CHECK(refused(LinkState::superseded) ==
          Refusal{.reason = Reason::link_superseded, .remedy = Remedy::open_latest_mail});
    CHECK(refused(LinkState::used) == Refusal{.reason = Reason::link_used, .remedy = Remedy::sign_in});
    CHECK(refused(LinkState::cancelled) ==
          Refusal{.reason = Reason::link_cancelled, .remedy = Remedy::ask_administrator});
    CHECK(refused(LinkState::declined) ==
          Refusal{.reason = Reason::link_declined, .remedy = Remedy::ask_administrator});
    CHECK(refused(LinkState::removed) == Refusal{.reason = Reason::link_removed, .remedy = Remedy::ask_administrator});
    CHECK(refused(LinkState::deactivated) ==
          Refusal{.reason = Reason::link_deactivated, .remedy = Remedy::ask_administrator});
    CHECK(refused(LinkState::invalid) == Refusal{.reason = Reason::link_invalid, .remedy = Remedy::open_latest_mail});
}

TEST_CASE("A4: atender presents an older link as expired, and the answer's actual reason tells the host") {
    CHECK(presented(LinkState::superseded, policies::atender()) == LinkState::expired);
    CHECK(refusal_of(LinkState::superseded, policies::atender()) == Refusal{.reason = Reason::link_expired,
                                                                            .remedy = Remedy::ask_administrator,
                                                                            .actual = Reason::link_superseded});
    CHECK(refusal_of(LinkState::expired, policies::atender()) ==
          Refusal{.reason = Reason::link_expired, .remedy = Remedy::ask_administrator});
}

TEST_CASE("A12: everybody but atender presents an older link as what it is") {
    for (const Policy& policy : {policies::gladly(), policies::softwareone(), policies::recommended()}) {
        CHECK(presented(LinkState::superseded, policy) == LinkState::superseded);
        CHECK_FALSE(refusal_of(LinkState::superseded, policy).value().actual);
    }
}

TEST_CASE("every other state is presented as it is, under every policy") {
    for (const Policy& policy : {policies::gladly(), policies::atender()}) {
        for (const LinkState state :
             {LinkState::valid, LinkState::expired, LinkState::used, LinkState::cancelled, LinkState::declined,
              LinkState::removed, LinkState::deactivated, LinkState::invalid}) {
            CHECK(presented(state, policy) == state);
        }
    }
}

TEST_CASE("the numbers and codes of link states never move") {
    CHECK(static_cast<int>(LinkState::valid) == 1);
    CHECK(static_cast<int>(LinkState::expired) == 2);
    CHECK(static_cast<int>(LinkState::superseded) == 3);
    CHECK(static_cast<int>(LinkState::used) == 4);
    CHECK(static_cast<int>(LinkState::cancelled) == 5);
    CHECK(static_cast<int>(LinkState::declined) == 6);
    CHECK(static_cast<int>(LinkState::removed) == 7);
    CHECK(static_cast<int>(LinkState::deactivated) == 8);
    CHECK(static_cast<int>(LinkState::invalid) == 9);
    CHECK(code(LinkState::valid) == "valid");
    CHECK(code(LinkState::expired) == "expired");
    CHECK(code(LinkState::superseded) == "superseded");
    CHECK(code(LinkState::used) == "used");
    CHECK(code(LinkState::cancelled) == "cancelled");
    CHECK(code(LinkState::declined) == "declined");
    CHECK(code(LinkState::removed) == "removed");
    CHECK(code(LinkState::deactivated) == "deactivated");
    CHECK(code(LinkState::invalid) == "invalid");
    CHECK(code(static_cast<LinkState>(0)).empty());
}
