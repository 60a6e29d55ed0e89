// SPDX-License-Identifier: MIT
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>

#include "beckon/lifecycle/policies.hpp"
#include "beckon/records/event_json.hpp"
#include "beckon/records/iso_time.hpp"
#include "beckon/service/service.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "examples/support/usage.hpp"

using namespace beckon;

/// Prints what happened to one user, oldest first.
void print_history(Service& service, const AccountId& account, const UserId& user) {
    EventQuery query{.account = account, .user = user};
    for (bool more = true; more;) {
        const EventPage page = service.events(query);
        for (const PlacedEvent& placed : page.events) {
            const Event& event = placed.event;
            std::cout << to_iso(event.at) << "  " << label(action_of(event)) << ", by " << code(event.by.kind);
            if (event.to) std::cout << ": " << label(*event.to);
            std::cout << '\n';
            query.after = placed.position;
        }
        more = page.more;
    }
}

/// Posts the events of the account at positions after `cursor`, and returns the cursor for the next call.
template <class Post>
std::int64_t follow(Service& service, const AccountId& account, std::int64_t cursor, Post post) {
    EventQuery query{.account = account, .after = cursor};
    for (bool more = true; more;) {
        const EventPage page = service.events(query);
        for (const PlacedEvent& placed : page.events) {
            if (!post(to_json(placed))) return query.after;  // Not accepted: start here again next time.
            query.after = placed.position;
        }
        more = page.more;
    }
    return query.after;
}

int main(int count, char** arguments) {
    if (count > 1)
        return example::usage(
            arguments, "Prints the events of an account, then the history of one user, from a database of its own.");
    std::filesystem::remove("history.sqlite");  // of an earlier run
    SqliteStore store({.path = "history.sqlite"});
    Service service(store, {.policy = policies::recommended(), .keys = KeyRing({SigningKey::random(1)})});
    const auto acme = AccountId::parse("acme").value();
    const auto post = [](const std::string& line) {
        std::cout << line << '\n';
        return true;
    };

    const auto email = EmailAddress::parse("deirdre@acme.example").value();
    const User user = service.invite(acme, {email, {.name = "Deirdre", .roles = {"Agent"}}}, Host{}).value();
    const std::int64_t cursor = follow(service, acme, 0, post);
    service.accept_verified(acme, email).value();
    service.deactivate(acme, user.id, Host{}).value();
    follow(service, acme, cursor, post);
    print_history(service, acme, user.id);
}
