// SPDX-License-Identifier: MIT
#include <sodium.h>

#include <algorithm>
#include <set>

#include "beckon/records/event_json.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;

namespace {

std::string hex(std::string_view octets, bool upper) {
    std::string text;
    for (const char c : octets) {
        const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
        text += digits[static_cast<unsigned char>(c) >> 4U];
        text += digits[static_cast<unsigned char>(c) & 15U];
    }
    return text;
}

std::string decoded(std::string_view token) {
    std::string octets(token.size(), '\0');
    std::size_t size = 0;
    REQUIRE(sodium_base642bin(reinterpret_cast<unsigned char*>(octets.data()), octets.size(), token.data(),
                              token.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0);
    octets.resize(size);
    return octets;
}

/// Every text by which a token could be used: itself, and its MAC, which is all that is secret in it, in any spelling.
void add_spellings(std::set<std::string>& secrets, const std::string& token) {
    const std::string octets = decoded(token);
    const std::string mac = octets.substr(22, 32);
    for (const std::string& secret : {octets, mac}) {
        secrets.insert(secret);
        secrets.insert(hex(secret, false));
        secrets.insert(hex(secret, true));
    }
    secrets.insert(token);
    secrets.insert(token.substr(32, 36));  // Nothing but MAC, as a part of any longer text.
}

void expect_none(const std::set<std::string>& secrets, const std::string& where, const std::string& bytes) {
    for (const std::string& secret : secrets) {
        INFO(where);
        CHECK(std::search(bytes.begin(), bytes.end(),
                          std::boyer_moore_horspool_searcher(secret.begin(), secret.end())) == bytes.end());
    }
}

/// A run over everything. Gives its secrets, which are in none of its texts.
std::set<std::string> run_over_everything(Store& store) {
    Policy policy = policies::recommended();
    policy.cooldown = {};
    policy.offers_send_new = true;
    std::set<std::string> tokens;
    std::set<std::string> texts;  // Everything that is said, or shown of what is kept.
    World world(store, policy);
    const auto mailed = [&](std::string_view to) { return *tokens.insert(world.token_to(to)).first; };
    const auto as_text = [](const SigningKey& key) { return std::string(key.secret.begin(), key.secret.end()); };
    const std::string key = as_text(signing_key(1));
    std::set<std::string> secrets{key, hex(key, false), hex(key, true)};

    const User user =
        world.service.invite(acme(), {address("a@example.test"), {.name = "A", .roles = {"Owner"}}}, Host{}, "invite")
            .value();
    world.mailer.answer = [](const MailMessage& message) {
        MailOutcome outcome = deferred();  // A filter that says which link it does not like.
        outcome.detail = "450 4.7.1 message contains <" + link_in(message, base_url) + "> which is listed";
        return outcome;
    };
    world.deliver();
    world.mailer.answer = [](const MailMessage& message) -> MailOutcome {
        throw std::runtime_error("cannot send " + link_in(message, base_url).substr(0, base_url.size() + 70));
    };
    world.advance(hours(1));
    world.deliver();
    world.mailer.answer = nullptr;
    world.advance(hours(1));
    mailed("a@example.test");
    world.service.resend(acme(), user.id, Host{}, "resend").value();
    mailed("a@example.test");
    tokens.insert(world.service.copy_link(acme(), user.id, Host{}, "copy")->token);
    world.service.correct_email(acme(), user.id, address("b@example.test"), Host{}, "correct").value();
    mailed("b@example.test");
    world.advance(days(7));
    world.service.send_new(acme(), user.id, Host{}, "send new").value();
    const std::string token = mailed("b@example.test");
    world.service.check_link(token);
    world.service.begin_setup(token).value();
    world.service.accept(token, {}, "accept").value();
    const User declined = world.invite("c@example.test");
    world.service.decline(mailed("c@example.test"), "decline").value();
    const User poisoned = world.invite("d@example.test");
    CourierConfig config = world.courier_config();
    config.text = [&](const InvitationMail& mail) -> MailText {
        tokens.insert(token_of(mail.url));
        throw std::runtime_error("cannot write a mail with " + mail.url);
    };
    Courier(store, config).deliver(world.mailer);

    FaultyStore broken(store);
    broken.plan({.call = StoreCall::commit_all});
    Service failing(broken, world.service_config(policy));
    const User last = world.invite("e@example.test");
    const std::string open_token = mailed("e@example.test");
    try {
        static_cast<void>(failing.accept(open_token));
        FAIL("it was accepted");
    } catch (const Error& error) {
        texts.insert(error.what());
    }
    texts.insert(message(world.service.accept(token, address("mallory@example.test")).error()));

    REQUIRE(tokens.size() == 7);
    for (const std::string& each : tokens) add_spellings(secrets, each);
    const EventPage feed = world.service.events({.account = acme(), .size = 1000});
    REQUIRE(feed.events.size() > 10);
    for (const PlacedEvent& placed : feed.events) texts.insert({to_json(placed), to_json(placed.event)});
    for (const User& each : {user, declined, poisoned, last}) {
        for (const MailRecord& mail : world.service.mail(acme(), each.id)) texts.insert(mail.detail);
    }
    for (const std::string& text : texts) expect_none(secrets, text, text);
    return secrets;
}

}  // namespace

TEST_CASE(
    "I10: no token of a run over everything is found in the database, its log, an event, an email record or an error") {
    const TemporaryFolder folder;
    std::set<std::string> secrets;
    {
        const auto store = open_sqlite(folder);
        secrets = run_over_everything(*store);
        for (const char* name : {"users.db", "users.db-wal", "users.db-shm"}) {
            const std::string bytes = contents_of(folder.path() / name);
            REQUIRE_FALSE(bytes.empty());
            expect_none(secrets, name, bytes);
        }
        // The search finds what is there: the log has the addresses.
        CHECK(contents_of(folder.path() / "users.db-wal").find("b@example.test") != std::string::npos);
    }
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
        expect_none(secrets, file.path().filename().string(), contents_of(file.path()));
    }
}

TEST_CASE("I10: no token of a run over everything is found in any table in PostgreSQL") {
    if (!postgres_server()) {
        WARN("skipped: no PostgreSQL server");
        return;
    }
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresStore store(database.options());
    const std::set<std::string> secrets = run_over_everything(store);
    std::string all;
    for (const std::string& table :
         database.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")) {
        for (const std::string& row : database.rows("SELECT t::text FROM " + table + " AS t")) all += row + "\n";
    }
    expect_none(secrets, "tables", all);
    CHECK(all.find("b@example.test") != std::string::npos);
}
