// SPDX-License-Identifier: MIT
#include "world.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/memory/memory_store.hpp"
#include "beckon/postgres/postgres_store.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "moments.hpp"
#include "story_error.hpp"

namespace story {

using namespace beckon;

const std::string base_url = "https://app.example.test/invitations/";

namespace {

/// Publicly known, so that a story makes the same links on every run. Never use such keys for real invitations.
KeyRing made_up_keys() {
    return KeyRing({SigningKey::from_hex(1, "5707217375c4e70a11d05707217375c4e70a11d05707217375c4e70a11d0f00d")});
}

AccountDescription describe(const AccountId& account) {
    return {.name = account.text(),
            .support_contact = "support@example.test",
            .base_url = base_url,
            .from = EmailAddress::parse("invitations@example.test").value()};
}

AccountId account_in(const Step& config) {
    auto account = AccountId::parse(config.text_if("account").value_or("acme"));
    if (!account) throw StoryError("account", message(account.error().reason));
    return *std::move(account);
}

Policy policy_in(const Step& config) {
    const std::string name = config.text("policy");
    if (name == "gladly") return policies::gladly();
    if (name == "softwareone") return policies::softwareone();
    if (name == "atender") return policies::atender();
    if (name == "recommended") return policies::recommended();
    throw StoryError("policy", "must be \"gladly\", \"softwareone\", \"atender\" or \"recommended\"");
}

/// What follows `prefix` in `name`, or none if nothing does or `name` begins differently.
std::optional<std::string> after(std::string_view prefix, const std::string& name) {
    if (!name.starts_with(prefix) || name.size() == prefix.size()) return std::nullopt;
    return name.substr(prefix.size());
}

/// `schema` is created if the store is in one.
std::unique_ptr<Store> open_store(const std::string& name, std::optional<OwnSchema>& schema) {
    if (name == "memory") return std::make_unique<MemoryStore>();
    try {
        if (const auto path = after("sqlite:", name))
            return std::make_unique<SqliteStore>(SqliteOptions{.path = *path});
        if (const auto connection = after("postgres:", name)) {
            // A URI that begins with postgres: is a connection string as it is.
            const bool is_uri = connection->starts_with("//");
            return std::make_unique<PostgresStore>(schema.emplace(is_uri ? name : *connection).options());
        }
    } catch (const Error& error) {
        throw StoryError("store", error.what());
    }
    throw StoryError("store", "must be \"memory\", \"sqlite:PATH\" or \"postgres:DSN\"");
}

/// The position of the account's latest event, or 0 if there is none.
std::int64_t last_position(Store& store, const AccountId& account) {
    EventQuery query{.account = account, .size = 1000};
    for (bool more = true; more;) {
        const EventPage page = store.events(query);
        if (!page.events.empty()) query.after = page.events.back().position;
        more = page.more;
    }
    return query.after;
}

}  // namespace

World::World(const Step& config, const std::optional<std::string>& chosen_store)
    : account(account_in(config)),
      now(instant_from("now", config.text_if("now").value_or("2026-01-01T00:00:00Z"))),
      policy(policy_in(config)),
      store(open_store(chosen_store.value_or(config.text_if("store").value_or("memory")), schema_)),
      outbox(*store, account),
      service(*store, {.policy = policy,
                       .keys = made_up_keys(),
                       .clock = [this] { return now; },
                       .new_user_id = [this] { return new_user_id(); }}),
      courier(outbox, {.keys = made_up_keys(), .describe = describe, .clock = [this] { return now; }}),
      began_after_(last_position(*store, account)) {}

UserId World::new_user_id() {
    return id_for("user of " + account.text() + " after " + std::to_string(began_after_) + ", number " +
                  std::to_string(++ids_drawn_));
}

}  // namespace story
