// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/delivery/courier.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/memory/memory_store.hpp"
#include "beckon/service/service.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recording_mailer.hpp"
#include "tests/support/temporary_folder.hpp"

/// A made-up world around the real service and courier: a clock that a test sets, ids that count, a mailer that keeps
/// what it is handed.
namespace beckon::test_support {

using boost::posix_time::hours;
using boost::posix_time::microseconds;
using boost::posix_time::minutes;
using boost::posix_time::seconds;

inline Duration days(int number) { return hours(24 * number); }
inline const Duration tick = microseconds(1);

/// 2026-01-01 00:00:00, and that much later.
Instant new_year(Duration later = {});

inline const std::string base_url = "https://app.example/invitations/";

EmailAddress address(std::string_view text);
AccountId account_named(std::string_view text);
const AccountId& acme();
const AccountId& globex();

/// The key with this number; its secret is made up of the number, so that it can be looked for.
SigningKey signing_key(std::uint8_t id);
KeyRing key_ring(const std::vector<std::uint8_t>& ids = {1});

/// A member by the roles that the host states, with an id that no user has.
Member member(std::vector<std::string> roles);

/// A user as an actor: their own id, their own roles.
Member as_member(const User& user);

/// The four presets, by name.
struct NamedPolicy {
    std::string name;
    Policy policy;
};
std::vector<NamedPolicy> all_presets();

/// A clock and the ids of new users, for any number of threads.
class Surroundings {
public:
    Surroundings() { set(new_year()); }

    Instant now() const;
    void set(Instant now);
    void advance(Duration duration) { set(now() + duration); }

    Clock clock();
    NewUserId new_user_id();

private:
    std::atomic<std::int64_t> micros_{0};  // since new year
    std::atomic<std::uint32_t> ids_{0};
};

/// A store for a test, and where it keeps its data, which goes away after it.
struct OpenStore {
    std::shared_ptr<const void> place;
    std::unique_ptr<Store> store;
};

/// A kind of store that the library ships.
struct StoreKind {
    std::string name;
    std::function<OpenStore()> open_fresh;
};

/// All of them; without PostgresStore where there is no server, which is said on standard error.
const std::vector<StoreKind>& store_kinds();

/// The SQLite store of a test, in this folder.
std::unique_ptr<Store> open_sqlite(const TemporaryFolder& folder);

/// Runs `body` once for each kind of store, as a section of its own.
template <class Body>
void for_each_kind(Body body) {
    for (const StoreKind& kind : store_kinds()) {
        DYNAMIC_SECTION(kind.name) { body(kind); }
    }
}

/// Runs `body` once for each kind of store, over a fresh one, as a section of its own.
template <class Body>
void for_each_store(Body body) {
    for_each_kind([&](const StoreKind& kind) {
        const OpenStore open = kind.open_fresh();
        body(*open.store);
    });
}

/// Runs `body` for each preset on each kind of store.
template <class Body>
void for_each_preset_and_store(Body body) {
    for (const NamedPolicy& preset : all_presets()) {
        for (const StoreKind& kind : store_kinds()) {
            DYNAMIC_SECTION(preset.name << ", " << kind.name) {
                const OpenStore open = kind.open_fresh();
                body(preset.policy, *open.store);
            }
        }
    }
}

/// A host of the library: its store, policy, clock, keys and mail server.
class World {
public:
    World(Store& store, Policy policy, const std::vector<std::uint8_t>& key_ids = {1});

    Store& store;
    Surroundings surroundings;
    RecordingMailer mailer;
    Service service;
    Courier courier;

    Instant now() const { return surroundings.now(); }
    void advance(Duration duration) { surroundings.advance(duration); }

    /// A service over another store, or by another policy or key ring, that shares all the rest.
    ServiceConfig service_config(Policy policy, const std::vector<std::uint8_t>& key_ids = {1});
    CourierConfig courier_config(const std::vector<std::uint8_t>& key_ids = {1});

    /// Invites, which must succeed.
    User invite(std::string_view email, std::vector<std::string> roles = {"Agent"}, const Actor& by = Host{},
                const AccountId& account = acme());

    /// Takes in an active user, which must succeed.
    User adopt(std::string_view email, std::vector<std::string> roles = {"Agent"}, const AccountId& account = acme());

    /// Sends all that is due, and gives how many mails were handed over.
    std::size_t deliver();

    /// The token in the newest mail to the address that the server accepted, sending what is due first.
    std::string token_to(std::string_view email);

    /// Invites and accepts by the link in the mail.
    User join(std::string_view email, std::vector<std::string> roles = {"Agent"});

    /// The user as stored now, who must exist.
    User stored(const User& user);

    std::optional<Status> status(const User& user);

    /// All events of the account, read page by page.
    std::vector<Event> events(const AccountId& account = acme());
};

/// Returns the newest email to the user. Throws if there is none.
inline MailRecord newest_mail(World& world, const User& user) {
    return world.service.mail(user.account, user.id).at(0);
}

/// The link in a mail: the line of its text part that begins with `base`, read from the very bytes. Throws where there
/// is none.
std::string link_in(const MailMessage& message, const std::string& base);

/// The token at the end of a link.
std::string token_of(std::string_view url);

/// The refusal in a result; none where it holds a value.
template <class T>
std::optional<Refusal> refusal_in(const Result<T>& result) {
    if (result.has_value()) return std::nullopt;
    return result.error();
}

inline std::optional<Refusal> no(Reason reason, Remedy remedy = Remedy::none, std::optional<Instant> retry_at = {}) {
    return Refusal{.reason = reason, .remedy = remedy, .retry_at = retry_at};
}

inline std::optional<Refusal> no_field(Reason reason, Field field, Remedy remedy = Remedy::none) {
    return Refusal{.reason = reason, .remedy = remedy, .field = field};
}

/// The refusal of a member whose roles are none of those that may.
inline std::optional<Refusal> no_permission(std::vector<std::string> roles, Field field = Field::none) {
    return Refusal{.reason = Reason::not_permitted,
                   .remedy = Remedy::ask_administrator,
                   .field = field,
                   .names = std::move(roles)};
}

inline std::optional<Refusal> no_attribute(Reason reason, std::string name) {
    return Refusal{.reason = reason, .field = Field::attributes, .names = {std::move(name)}};
}

/// The refusal of an action in what `available_actions` gave; none: enabled.
std::optional<Refusal> refusal_of_action(const std::vector<Availability>& all, Action action);

std::string in_words(const Refusal& refusal);

}  // namespace beckon::test_support

namespace Catch {

template <>
struct StringMaker<std::optional<beckon::Refusal>> {
    static std::string convert(const std::optional<beckon::Refusal>& refusal) {
        return refusal ? beckon::test_support::in_words(*refusal) : "no refusal";
    }
};

template <class T>
struct StringMaker<beckon::Result<T>> {
    static std::string convert(const beckon::Result<T>& result) {
        return StringMaker<std::optional<beckon::Refusal>>::convert(beckon::test_support::refusal_in(result));
    }
};

template <>
struct StringMaker<std::optional<beckon::Status>> {
    static std::string convert(const std::optional<beckon::Status>& status) {
        return status ? std::string(beckon::code(*status)) : "nobody";
    }
};

template <>
struct StringMaker<beckon::LinkState> {
    static std::string convert(beckon::LinkState state) { return std::string(beckon::code(state)); }
};

template <>
struct StringMaker<beckon::Delivery> {
    static std::string convert(beckon::Delivery delivery) { return std::string(beckon::code(delivery)); }
};

}  // namespace Catch
