// SPDX-License-Identifier: MIT
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "tests/store/faultless_store.hpp"

// Faults of mails that come back.
namespace beckon::testing {

namespace {

std::optional<MailRecord> find_mail(Store& store, const AccountId& a, const UserId& u, std::int64_t r) {
    for (auto& mail : store.mail(a, u)) {
        if (mail.intent.revision == r) return mail;
    }
    return std::nullopt;
}

/// Takes reports of mails in some states alone.
template <Delivery... ignored>
struct BouncesNot : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        const auto mail = find_mail(*inner, a, u, r);
        const bool ignores = mail && ((mail->delivery == ignored) || ...);
        return ignores || inner->bounce_mail(a, u, r, n, d);
    }
};

struct HolderSettlesBounced : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        const MailIntent& intent = c.mail.intent;
        const auto mail = find_mail(*inner, intent.account, intent.user, intent.revision);
        const auto result = inner->settle_mail(c, s);
        return mail && mail->delivery == Delivery::bounced ? SettleResult::settled : result;
    }
};

/// Whoever holds the mail may settle it first: until then it is not bounced.
struct WaitsForTheHolder : Faultless {
    std::set<std::tuple<UserId, std::int64_t>> held;

    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        const std::lock_guard lock(mutex);
        for (const auto& each : claimed) held.emplace(each.mail.intent.user, each.mail.intent.revision);
        return claimed;
    }
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        {
            const std::lock_guard lock(mutex);
            held.erase({c.mail.intent.user, c.mail.intent.revision});
        }
        return inner->settle_mail(c, s);
    }
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        {
            const std::lock_guard lock(mutex);
            if (held.contains({u, r})) return true;
        }
        return inner->bounce_mail(a, u, r, n, d);
    }
};

struct KeepsTheLatestReport : Faultless {
    std::map<std::tuple<AccountId, UserId, std::int64_t>, std::string> latest;

    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        const std::lock_guard lock(mutex);
        latest[{a, u, r}] = d;
        return inner->bounce_mail(a, u, r, n, d);
    }
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        const std::lock_guard lock(mutex);
        for (auto& each : mails) {
            const auto report = latest.find({a, u, each.intent.revision});
            if (report != latest.end()) each.detail = report->second;
        }
        return mails;
    }
};

struct ASecondReportIsFalse : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        const auto mail = find_mail(*inner, a, u, r);
        return inner->bounce_mail(a, u, r, n, d) && mail->delivery != Delivery::bounced;
    }
};

struct BouncesTheNewest : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        const auto mails = inner->mail(a, u);
        return inner->bounce_mail(a, u, mails.empty() ? r : mails.front().intent.revision, n, d);
    }
};

struct BouncesAnything : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        inner->bounce_mail(a, u, r, n, d);
        return true;
    }
};

struct BounceForgetsAccount : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        const bool done = inner->bounce_mail(a, u, r, n, d);
        return done || inner->bounce_mail(AccountId::parse("globex").value(), u, r, n, d);
    }
};

struct BounceKeepsNoDetail : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view) override {
        return inner->bounce_mail(a, u, r, n, "");
    }
};

struct BounceKeepsTheOldTime : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        const auto mail = find_mail(*inner, a, u, r);
        return inner->bounce_mail(a, u, r, mail ? mail->settled_at.value_or(n) : n, d);
    }
};

struct NoTombstonesMailBounces : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        const auto user = inner->load(a, u);
        return user && is_live(*user) && inner->bounce_mail(a, u, r, n, d);
    }
};

}  // namespace

std::vector<Sabotage> sabotaged_bounces() {
    return {planted<BouncesNot<Delivery::queued>>("takes no report of a queued mail"),
            planted<BouncesNot<Delivery::deferred>>("takes no report of a deferred mail"),
            planted<BouncesNot<Delivery::failed, Delivery::dropped>>("takes no report of a mail given up"),
            planted<HolderSettlesBounced>("lets a mail that came back be settled"),
            planted<WaitsForTheHolder>("takes no report of a mail that is held"),
            planted<KeepsTheLatestReport>("keeps the latest report"),
            planted<ASecondReportIsFalse>("knows no mail that is bounced already"),
            planted<BouncesTheNewest>("takes every report for the newest mail's"),
            planted<BouncesAnything>("knows every mail that is reported"),
            planted<BounceForgetsAccount>("forgets the account in bounce_mail"),
            planted<BounceKeepsNoDetail>("keeps no detail of a report"),
            planted<BounceKeepsTheOldTime>("keeps the time before a report"),
            planted<NoTombstonesMailBounces>("takes no report of a tombstone's mail")};
}

}  // namespace beckon::testing
