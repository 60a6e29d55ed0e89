// SPDX-License-Identifier: MIT
#include "tests/soak/stores.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include "beckon/sqlite/sqlite_store.hpp"
#include "tests/soak/history.hpp"
#include "tests/support/store_through.hpp"
#ifdef BECKON_HAS_POSTGRES
#include <libpq-fe.h>

#include "beckon/postgres/postgres_store.hpp"
#endif

namespace beckon::soak {

namespace {

/// Hands every call on. Faults override a call.
class Relay : public test_support::StoreThrough<Relay> {
public:
    explicit Relay(Store& inner) : inner_(&inner) {}
    explicit Relay(std::unique_ptr<Store> inner) : owned_(std::move(inner)), inner_(owned_.get()) {}

    template <class Call>
    auto through(Call call) {
        return call(*inner_);
    }

protected:
    Store& inner() { return *inner_; }

private:
    std::unique_ptr<Store> owned_{};
    Store* inner_;
};

class NoCompare final : public Relay {
public:
    using Relay::Relay;

    CommitResult commit_all(std::span<const Commit> all) override {
        if (all.size() != 1) return StoreThrough::commit_all(all);
        Commit forced = all.front();
        forced.before = inner().load(forced.after.account, forced.after.id);
        forced.after.revision = forced.before ? forced.before->revision + 1 : 1;
        forced.event.revision = forced.after.revision;
        if (forced.mail) forced.mail->revision = forced.after.revision;
        if (forced.key) forced.key->revision = forced.after.revision;
        return inner().commit(forced);
    }
};

class NoFence final : public Relay {
public:
    using Relay::Relay;

    SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) override {
        ClaimedMail forged = claimed;
        for (int i = 0; i < 16; ++i, ++forged.fence) {
            if (inner().settle_mail(forged, settlement) == SettleResult::settled) return SettleResult::settled;
        }
        return SettleResult::not_held;
    }
};

class Unsteady final : public Relay {
public:
    Unsteady(Store& inner, Dice dice, std::function<bool()> in_doubt)
        : Relay(inner), dice_(dice), in_doubt_(std::move(in_doubt)) {}

    CommitResult commit_all(std::span<const Commit> all) override {
        if (dice_.one_in(4)) std::this_thread::sleep_for(std::chrono::microseconds(dice_.below(100)));
        const std::uint32_t fate = in_doubt_() ? dice_.below(6) : 2;
        if (fate == 0) throw UnknownOutcomeError("the connection was lost, and the commit with it");
        const CommitResult result = StoreThrough::commit_all(all);
        if (fate == 1) throw UnknownOutcomeError("the connection was lost, the commit was not");
        return result;
    }

private:
    Dice dice_;
    std::function<bool()> in_doubt_;
};

#ifdef BECKON_HAS_POSTGRES
PostgresOptions postgres_options(const Place& place) { return {.connection = place.where, .schema = "beckon_soak"}; }

/// Of an earlier soak, whose mails the couriers of this one would send too.
void drop_schema(const Place& place) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> database(PQconnectdb(place.where.c_str()), &PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(database.get(), "SET client_min_messages = warning; DROP SCHEMA IF EXISTS beckon_soak CASCADE"),
        &PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) throw std::runtime_error(PQerrorMessage(database.get()));
}
#else
[[noreturn]] void refuse_postgres() { throw std::invalid_argument("this build has no beckon::postgres"); }
#endif

}  // namespace

Place parse_place(std::string_view text) {
    for (const auto& [prefix, kind] :
         {std::pair{std::string_view("sqlite:"), Place::Kind::sqlite}, {"postgres:", Place::Kind::postgres}}) {
        if (text.substr(0, prefix.size()) == prefix) {
            return {.kind = kind, .where = std::string(text.substr(prefix.size()))};
        }
    }
    throw std::invalid_argument("--store: sqlite:PATH, postgres or postgres:DSN, not " + std::string(text));
}

void prepare(const Place& place) {
    if (place.kind == Place::Kind::sqlite) {
        const std::unique_ptr<Store> store = open(place);
        // What another soak was cut short with, nobody is to send in this one.
        const Instant then = at(0) + boost::posix_time::hours(24 * 365 * 100);
        for (auto left = store->claim_mail(then, boost::posix_time::minutes(5), 1000); !left.empty();
             left = store->claim_mail(then, boost::posix_time::minutes(5), 1000)) {
            for (const ClaimedMail& mail : left) {
                store->settle_mail(mail, {.delivery = Delivery::failed, .at = then, .detail = "of an older soak"});
            }
        }
        return;
    }
#ifdef BECKON_HAS_POSTGRES
    drop_schema(place);
    PostgresStore::migrate(postgres_options(place));
#else
    refuse_postgres();
#endif
}

std::unique_ptr<Store> open(const Place& place) {
    if (place.kind == Place::Kind::sqlite) {
        using Durability = SqliteOptions::Durability;
        return std::make_unique<SqliteStore>(
            SqliteOptions{.path = place.where,
                          .durability = place.durable ? Durability::full : Durability::normal,
                          .busy_timeout = std::chrono::seconds(30)});
    }
#ifdef BECKON_HAS_POSTGRES
    return std::make_unique<PostgresStore>(postgres_options(place));
#else
    refuse_postgres();
#endif
}

Sabotage parse_sabotage(std::string_view text) {
    if (text == "no-compare") return Sabotage::no_compare;
    if (text == "no-fence") return Sabotage::no_fence;
    if (text == "no-sync") return Sabotage::no_sync;
    throw std::invalid_argument("--sabotage: no-compare, no-fence or no-sync, not " + std::string(text));
}

std::unique_ptr<Store> sabotaged(std::unique_ptr<Store> store, Sabotage sabotage) {
    switch (sabotage) {
        case Sabotage::none:
        case Sabotage::no_sync: break;  // That is the server's.
        case Sabotage::no_compare: return std::make_unique<NoCompare>(std::move(store));
        case Sabotage::no_fence: return std::make_unique<NoFence>(std::move(store));
    }
    return store;
}

std::unique_ptr<Store> unsteady(Store& store, Dice dice, std::function<bool()> in_doubt) {
    return std::make_unique<Unsteady>(store, dice, std::move(in_doubt));
}

}  // namespace beckon::soak
