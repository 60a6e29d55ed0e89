// SPDX-License-Identifier: MIT
#include "tests/support/world.hpp"

#include <algorithm>
#include <boost/date_time/posix_time/posix_time.hpp>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "beckon/postgres/postgres_store.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "tests/support/postgres_database.hpp"

namespace beckon::test_support {

namespace {

/// The body of the first part of type text/plain, still encoded.
std::string_view text_part(std::string_view data) {
    const std::size_t type = data.find("Content-Type: text/plain");
    if (type == std::string_view::npos) throw std::runtime_error("the mail has no text part");
    const std::size_t body = data.find("\r\n\r\n", type);
    if (body == std::string_view::npos) throw std::runtime_error("the text part of the mail has no body");
    const std::size_t end = data.find("\r\n--", body);
    return data.substr(body + 4, end == std::string_view::npos ? end : end - body - 4);
}

unsigned hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10U;
    throw std::runtime_error("the mail is not quoted-printable");
}

/// RFC 2045 section 6.7.
std::string from_quoted_printable(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            plain += text[i];
        } else if (text.substr(i + 1, 2) == "\r\n") {
            i += 2;
        } else {
            plain += static_cast<char>(hex_value(text.at(i + 1)) * 16U + hex_value(text.at(i + 2)));
            i += 2;
        }
    }
    return plain;
}

UserId id_number(std::uint8_t kind, std::uint32_t number) {
    UserId id{};
    id.data[0] = kind;
    id.data[6] = 0x40;  // version 4
    id.data[8] = 0x80;  // the variant of RFC 9562
    for (std::size_t i = 0; i < 4; ++i) id.data[15 - i] = static_cast<std::uint8_t>(number >> (8U * i));
    return id;
}

OpenStore open_fresh_memory() { return {nullptr, std::make_unique<MemoryStore>()}; }

OpenStore open_fresh_sqlite() {
    auto folder = std::make_shared<TemporaryFolder>();
    auto store = open_sqlite(*folder);
    return {std::move(folder), std::move(store)};
}

OpenStore open_fresh_postgres() {
    auto database = empty_database();
    auto store = std::make_unique<PostgresStore>(database->options());
    return {std::move(database), std::move(store)};
}

}  // namespace

std::string link_in(const MailMessage& message, const std::string& base) {
    const std::string text = from_quoted_printable(text_part(message.data));
    const std::size_t begin = text.find("\r\n" + base);
    if (begin == std::string::npos) throw std::runtime_error("the mail has no link on a line of its own");
    return text.substr(begin + 2, text.find("\r\n", begin + 2) - begin - 2);
}

Instant new_year(Duration later) { return Instant(boost::gregorian::date(2026, 1, 1)) + later; }

EmailAddress address(std::string_view text) { return EmailAddress::parse(text).value(); }
AccountId account_named(std::string_view text) { return AccountId::parse(text).value(); }

const AccountId& acme() {
    static const AccountId account = account_named("acme");
    return account;
}

const AccountId& globex() {
    static const AccountId account = account_named("globex");
    return account;
}

SigningKey signing_key(std::uint8_t id) {
    SigningKey key{.id = id};
    for (std::size_t i = 0; i < key.secret.size(); ++i)
        key.secret.at(i) = static_cast<std::uint8_t>(0xA0U + id + 7U * i);
    return key;
}

KeyRing key_ring(const std::vector<std::uint8_t>& ids) {
    std::vector<SigningKey> keys;
    keys.reserve(ids.size());
    for (const std::uint8_t id : ids) keys.push_back(signing_key(id));
    return KeyRing(std::move(keys));
}

Member member(std::vector<std::string> roles) { return {id_number(0xEE, 1), std::move(roles)}; }

Member as_member(const User& user) { return {user.id, user.profile.roles}; }

std::vector<NamedPolicy> all_presets() {
    return {{"gladly", policies::gladly()},
            {"softwareone", policies::softwareone()},
            {"atender", policies::atender()},
            {"recommended", policies::recommended()}};
}

Instant Surroundings::now() const { return new_year(microseconds(micros_.load())); }
void Surroundings::set(Instant now) { micros_ = (now - new_year()).total_microseconds(); }

Clock Surroundings::clock() {
    return [this] { return now(); };
}

NewUserId Surroundings::new_user_id() {
    return [this] { return id_number(0x11, ++ids_); };
}

std::unique_ptr<Store> open_sqlite(const TemporaryFolder& folder) {
    // What these tests show needs no fsync: no power fails in them.
    return std::make_unique<SqliteStore>(
        SqliteOptions{.path = (folder.path() / "users.db").string(), .durability = SqliteOptions::Durability::normal});
}

const std::vector<StoreKind>& store_kinds() {
    static const std::vector<StoreKind> kinds = [] {
        std::vector<StoreKind> all{{"MemoryStore", open_fresh_memory}, {"SqliteStore", open_fresh_sqlite}};
        if (postgres_server()) {
            all.push_back({"PostgresStore", open_fresh_postgres});
        } else {
            std::fputs("PostgresStore is left out: no PostgreSQL server\n",
                       stderr);  // Catch keeps std::cerr to itself.
        }
        return all;
    }();
    return kinds;
}

World::World(Store& used, Policy policy, const std::vector<std::uint8_t>& key_ids)
    : store(used), service(used, service_config(std::move(policy), key_ids)), courier(used, courier_config(key_ids)) {}

ServiceConfig World::service_config(Policy policy, const std::vector<std::uint8_t>& key_ids) {
    CourierConfig shared = courier_config(key_ids);
    return {.policy = std::move(policy),
            .keys = std::move(shared.keys),
            .clock = surroundings.clock(),
            .new_user_id = surroundings.new_user_id()};
}

CourierConfig World::courier_config(const std::vector<std::uint8_t>& key_ids) {
    return {.keys = key_ring(key_ids),
            .describe =
                [](const AccountId& account) {
                    return AccountDescription{.name = "The " + account.text() + " company",
                                              .support_contact = "help@" + account.text() + ".example",
                                              .base_url = base_url,
                                              .from = address("noreply@" + account.text() + ".example")};
                },
            .clock = surroundings.clock()};
}

User World::invite(std::string_view email, std::vector<std::string> roles, const Actor& by, const AccountId& account) {
    return service.invite(account, {address(email), {.name = "Deirdre Deering", .roles = std::move(roles)}}, by)
        .value();
}

User World::adopt(std::string_view email, std::vector<std::string> roles, const AccountId& account) {
    return service.adopt(account, {address(email), {.name = "Ada Adler", .roles = std::move(roles)}}).value();
}

std::size_t World::deliver() {
    const auto reports = courier.deliver(mailer, 10'000);
    return static_cast<std::size_t>(
        std::count_if(reports.begin(), reports.end(), [](const CourierReport& report) { return report.handed_over; }));
}

std::string World::token_to(std::string_view email) {
    deliver();
    const auto newest = std::find_if(mailer.handed.rbegin(), mailer.handed.rend(), [&](const auto& handed) {
        return handed.message.to.text() == email && handed.outcome.kind == MailOutcome::Kind::accepted;
    });
    if (newest == mailer.handed.rend()) throw std::runtime_error("no mail to that address");
    return token_of(link_in(newest->message, base_url));
}

User World::join(std::string_view email, std::vector<std::string> roles) {
    invite(email, std::move(roles));
    return service.accept(token_to(email)).value().user;
}

User World::stored(const User& user) { return service.load(user.account, user.id).value(); }

std::optional<Status> World::status(const User& user) { return status_at(stored(user), now()); }

std::vector<Event> World::events(const AccountId& account) {
    std::vector<Event> all;
    EventQuery query{.account = account, .size = 50};
    for (bool more = true; more;) {
        const EventPage page = service.events(query);
        for (const PlacedEvent& placed : page.events) {
            all.push_back(placed.event);
            query.after = placed.position;
        }
        more = page.more;
    }
    return all;
}

std::string token_of(std::string_view url) {
    if (url.substr(0, base_url.size()) != base_url)
        throw std::runtime_error("the link does not begin with the base URL");
    return std::string(url.substr(base_url.size()));
}

std::optional<Refusal> refusal_of_action(const std::vector<Availability>& all, Action action) {
    for (const Availability& each : all) {
        if (each.action == action) return each.refusal;
    }
    throw std::runtime_error("the action is not listed");
}

std::string in_words(const Refusal& refusal) {
    std::string text(code(refusal.reason));
    text.append("/").append(code(refusal.remedy));
    if (refusal.retry_at) text += " from " + boost::posix_time::to_simple_string(*refusal.retry_at);
    if (refusal.field != Field::none) text.append(" field ").append(refusal.input());
    if (refusal.actual) text.append(" actually ").append(code(*refusal.actual));
    return text;
}

}  // namespace beckon::test_support
