// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <tuple>

#include "beckon/sorting/user_keys.hpp"
#include "tests/store/faultless_store.hpp"

// Faults of lists: their orders, places, searches, filters and deliveries.
namespace beckon::testing {

namespace {

/// Lists by hand: all live users, sorted and filtered here. Faults override a part.
struct ListsByHand : Faultless {
    virtual UserPlace place(const User& user, const UserQuery& q) { return place_of(user, q.order, q.now); }
    virtual bool less(const UserPlace& a, const UserPlace& b, const UserQuery& q) {
        return q.descending ? b < a : a < b;
    }
    virtual bool is_behind(const UserPlace& place, const UserQuery& q) { return less(*q.after, place, q); }
    virtual bool passes(const UserRow&, const UserQuery&) { return true; }

    UserPage list(const UserQuery& q) override {
        UserQuery all = q;
        all.order = UserOrder::email, all.descending = false, all.after.reset(), all.size = 1'000'000;
        UserPage page = inner->list(narrowed(all));
        auto& rows = page.users;
        std::sort(rows.begin(), rows.end(),
                  [&](const UserRow& a, const UserRow& b) { return less(place(a.user, q), place(b.user, q), q); });
        std::erase_if(rows, [&](const UserRow& row) {
            return (q.after && !is_behind(place(row.user, q), q)) || !passes(row, q);
        });
        page.more = rows.size() > q.size;
        if (page.more) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(q.size), rows.end());
        return page;
    }
    /// What is still left to the MemoryStore.
    virtual UserQuery narrowed(UserQuery q) { return q; }
};

struct IgnoresDescending : ListsByHand {
    bool less(const UserPlace& a, const UserPlace& b, const UserQuery&) override { return a < b; }
};

/// The newest first, page by page.
struct TurnsPagesRound : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery up = q;
        up.descending = false;
        UserPage page = inner->list(up);
        if (q.descending) std::reverse(page.users.begin(), page.users.end());
        return page;
    }
};

struct TiesAlwaysAscend : ListsByHand {
    bool less(const UserPlace& a, const UserPlace& b, const UserQuery& q) override {
        if (a.key == b.key) return a.email_key < b.email_key;
        return q.descending ? b < a : a < b;
    }
};

struct AfterByKeyAlone : ListsByHand {
    bool is_behind(const UserPlace& place, const UserQuery& q) override {
        return q.descending ? place.key < q.after->key : q.after->key < place.key;
    }
};

struct AfterByAddressAlone : ListsByHand {
    bool is_behind(const UserPlace& place, const UserQuery& q) override {
        return q.descending ? place.email_key < q.after->email_key : q.after->email_key < place.email_key;
    }
};

struct RepeatsThePlace : ListsByHand {
    bool is_behind(const UserPlace& place, const UserQuery& q) override { return !less(place, *q.after, q); }
};

struct AfterMustBeSomebody : Faultless {
    UserPage list(const UserQuery& q) override {
        if (!q.after) return inner->list(q);
        UserQuery all{.account = q.account, .now = q.now, .size = 1'000'000};
        for (const auto& row : inner->list(all).users) {
            if (place_of(row.user, q.order, q.now) == *q.after) return inner->list(q);
        }
        UserQuery anew = q;
        anew.after.reset();
        return inner->list(anew);
    }
};

struct SortsNumbersAsTexts : ListsByHand {
    UserPlace place(const User& user, const UserQuery& q) override {
        UserPlace place = ListsByHand::place(user, q);
        const auto* number = std::get_if<std::int64_t>(&place.key);
        if (number != nullptr && (q.order == UserOrder::teams || q.order == UserOrder::inboxes)) {
            const std::string text = std::to_string(*number);
            place.key = static_cast<std::int64_t>(text.front()) * 1000 + static_cast<std::int64_t>(text.size());
        }
        return place;
    }
};

/// Those who were sent nothing, or have not joined, come first.
struct NoneComesFirst : ListsByHand {
    UserPlace place(const User& user, const UserQuery& q) override {
        UserPlace place = ListsByHand::place(user, q);
        const SortKey none = std::numeric_limits<std::int64_t>::max();
        if (place.key == none) place.key = std::numeric_limits<std::int64_t>::min();
        return place;
    }
};

struct MindsLetterCaseOfNames : ListsByHand {
    UserPlace place(const User& user, const UserQuery& q) override {
        UserPlace place = ListsByHand::place(user, q);
        if (q.order == UserOrder::name) place.key = user.profile.name;
        return place;
    }
};

struct SortsByTheFirstRole : ListsByHand {
    UserPlace place(const User& user, const UserQuery& q) override {
        UserPlace place = ListsByHand::place(user, q);
        if (q.order == UserOrder::roles) place.key = folded(user.profile.roles.front());
        return place;
    }
};

struct SortsByWholeRoles : ListsByHand {
    UserPlace place(const User& user, const UserQuery& q) override {
        UserPlace place = ListsByHand::place(user, q);
        if (q.order != UserOrder::roles) return place;
        std::string all;
        for (const auto& role : user.profile.roles) all += folded(role) + '\n';
        place.key = all;
        return place;
    }
};

struct SortsByState : ListsByHand {
    UserPlace place(const User& user, const UserQuery& q) override {
        UserPlace place = ListsByHand::place(user, q);
        if (q.order == UserOrder::status && place.key == SortKey(std::int64_t{2})) place.key = std::int64_t{1};
        return place;
    }
};

struct SortsByFirstSending : ListsByHand {
    UserPlace place(const User& user, const UserQuery& q) override {
        User first = user;
        if (auto* invited = std::get_if<Invited>(&first.state)) invited->sent_at = user.created_at;
        return ListsByHand::place(first, q);
    }
};

struct SearchesNamesAlone : ListsByHand {
    UserQuery narrowed(UserQuery q) override { return q.search.clear(), q; }
    bool passes(const UserRow& row, const UserQuery& q) override {
        return folded(row.user.profile.name).find(q.search) != std::string::npos;
    }
};

struct SearchesTeamsToo : ListsByHand {
    UserQuery narrowed(UserQuery q) override { return q.search.clear(), q; }
    bool passes(const UserRow& row, const UserQuery& q) override {
        std::string text = search_text(row.user);
        for (const auto& team : row.user.profile.teams) text += '\n' + folded(team);
        return text.find(q.search) != std::string::npos;
    }
};

struct SearchesAcross : ListsByHand {
    UserQuery narrowed(UserQuery q) override { return q.search.clear(), q; }
    bool passes(const UserRow& row, const UserQuery& q) override {
        std::string text = search_text(row.user);
        std::replace(text.begin(), text.end(), '\n', ' ');
        return text.find(q.search) != std::string::npos;
    }
};

struct SearchesBeginnings : ListsByHand {
    UserQuery narrowed(UserQuery q) override { return q.search.clear(), q; }
    bool passes(const UserRow& row, const UserQuery& q) override {
        return ('\n' + search_text(row.user)).find('\n' + q.search) != std::string::npos;
    }
};

struct SearchesAsciiCase : ListsByHand {
    UserQuery narrowed(UserQuery q) override { return q.search.clear(), q; }
    bool passes(const UserRow& row, const UserQuery& q) override {
        std::string text = row.user.profile.name + '\n' + row.user.email.key();
        for (const auto& role : row.user.profile.roles) text += '\n' + role;
        for (char& each : text) each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
        return text.find(q.search) != std::string::npos;
    }
};

/// As LIKE does where nothing is escaped.
struct SearchesPatterns : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery plain = q;
        std::erase(plain.search, '%');
        return inner->list(plain);
    }
};

struct SearchDropsQuotes : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery plain = q;
        std::erase(plain.search, '\'');
        return inner->list(plain);
    }
};

struct SearchForgetsTheFilters : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery alone = q;
        if (!q.search.empty()) alone.statuses.clear(), alone.role.reset(), alone.deliveries.clear();
        return inner->list(alone);
    }
};

struct IgnoresTheInviter : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery any = q;
        any.invited_by.reset();
        return inner->list(any);
    }
};

struct IgnoresTheExpiry : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery any = q;
        any.expires_before.reset();
        return inner->list(any);
    }
};

struct ExpiryIncludesTheInstant : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery late = q;
        if (late.expires_before) *late.expires_before += tick;
        return inner->list(late);
    }
};

struct ExpiryForgetsTheExpired : ListsByHand {
    bool passes(const UserRow& row, const UserQuery& q) override {
        return !q.expires_before || status_at(row.user, q.now) != Status::invite_expired;
    }
};

struct FiltersBehindThePage : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery any = q;
        any.statuses.clear();
        UserPage page = inner->list(any);
        std::erase_if(page.users, [&](const UserRow& row) {
            return !q.statuses.empty() &&
                   std::find(q.statuses.begin(), q.statuses.end(), status_at(row.user, q.now)) == q.statuses.end();
        });
        return page;
    }
};

// Deliveries.

struct ListsNoDeliveries : Faultless {
    UserPage list(const UserQuery& q) override {
        UserPage page = inner->list(q);
        for (auto& row : page.users) row.delivery.reset();
        return page;
    }
};

struct ListsTheOldestDelivery : Faultless {
    UserPage list(const UserQuery& q) override {
        UserPage page = inner->list(q);
        for (auto& row : page.users) {
            const auto mails = inner->mail(q.account, row.user.id);
            if (!mails.empty()) row.delivery = mails.back().delivery;
        }
        return page;
    }
};

/// Of the mail that was settled last, whichever it is.
struct ListsTheLatestSettlement : Faultless {
    UserPage list(const UserQuery& q) override {
        UserPage page = inner->list(q);
        for (auto& row : page.users) {
            for (const auto& mail : inner->mail(q.account, row.user.id)) {
                if (row.delivery == Delivery::queued && mail.delivery != Delivery::queued) row.delivery = mail.delivery;
            }
        }
        return page;
    }
};

struct FiltersByAnyDelivery : ListsByHand {
    UserQuery narrowed(UserQuery q) override { return q.deliveries.clear(), q; }
    bool passes(const UserRow& row, const UserQuery& q) override {
        const auto mails = inner->mail(q.account, row.user.id);
        return q.deliveries.empty() || std::any_of(mails.begin(), mails.end(), [&](const MailRecord& mail) {
                   return std::find(q.deliveries.begin(), q.deliveries.end(), mail.delivery) != q.deliveries.end();
               });
    }
};

struct IgnoresDeliveries : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery any = q;
        any.deliveries.clear();
        return inner->list(any);
    }
};

struct FiltersByOneDelivery : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery one = q;
        if (!one.deliveries.empty()) one.deliveries.resize(1);
        return inner->list(one);
    }
};

struct NoMailPassesDeliveries : ListsByHand {
    UserQuery narrowed(UserQuery q) override { return q.deliveries.clear(), q; }
    bool passes(const UserRow& row, const UserQuery& q) override {
        return q.deliveries.empty() || !row.delivery ||
               std::find(q.deliveries.begin(), q.deliveries.end(), *row.delivery) != q.deliveries.end();
    }
};

struct CountsMails : Faultless {
    DeliveryCounts count_deliveries(const AccountId& a) override {
        DeliveryCounts counts;
        counts.none = inner->count_deliveries(a).none;
        for (const auto& row : inner->list({.account = a, .now = Instant(), .size = 1'000'000}).users) {
            for (const auto& mail : inner->mail(a, row.user.id)) ++count_of(counts, mail.delivery);
        }
        return counts;
    }
};

struct CountsTombstonesDeliveries : Faultless {
    DeliveryCounts count_deliveries(const AccountId& a) override {
        DeliveryCounts counts = inner->count_deliveries(a);
        for (const auto& each : history(a)) {
            const auto user = inner->load(a, each.event.user);
            const auto mails = inner->mail(a, each.event.user);
            if (each.event.revision == 1 && user && !is_live(*user) && !mails.empty()) {
                ++count_of(counts, mails.front().delivery);
            }
        }
        return counts;
    }
};

struct CountsNobodyWithoutMail : Faultless {
    DeliveryCounts count_deliveries(const AccountId& a) override {
        DeliveryCounts counts = inner->count_deliveries(a);
        counts.none = 0;
        return counts;
    }
};

struct CountsEveryAccount : Faultless {
    DeliveryCounts count_deliveries(const AccountId& a) override {
        DeliveryCounts counts = inner->count_deliveries(a);
        if (a.text() == "globex") counts.queued += inner->count_deliveries(AccountId::parse("acme").value()).queued;
        return counts;
    }
};

}  // namespace

std::vector<Sabotage> sabotaged_lists() {
    return {planted<IgnoresDescending>("lists upwards always"),
            planted<TurnsPagesRound>("turns each page round by itself"),
            planted<TiesAlwaysAscend>("lists those with equal keys upwards always"),
            planted<AfterByKeyAlone>("goes on behind all with the key"),
            planted<AfterByAddressAlone>("goes on behind the address whatever the key"),
            planted<RepeatsThePlace>("lists the last user of the page before again"),
            planted<AfterMustBeSomebody>("begins anew behind a place that is nobody's"),
            planted<SortsNumbersAsTexts>("sorts numbers as texts"),
            planted<NoneComesFirst>("lists those without a key first"),
            planted<MindsLetterCaseOfNames>("minds letter case in the order of names"),
            planted<SortsByTheFirstRole>("sorts by the first role"),
            planted<SortsByWholeRoles>("sorts by whole roles"),
            planted<SortsByState>("sorts by state instead of status"),
            planted<SortsByFirstSending>("sorts by the first sending"),
            planted<SearchesNamesAlone>("searches names alone"),
            planted<SearchesTeamsToo>("searches teams too"),
            planted<SearchesAcross>("searches across name, address and roles"),
            planted<SearchesBeginnings>("finds beginnings alone"),
            planted<SearchesAsciiCase>("folds ASCII alone when it searches"),
            planted<SearchesPatterns>("takes % for anything"),
            planted<SearchDropsQuotes>("drops quotes when it searches"),
            planted<SearchForgetsTheFilters>("forgets the filters when it searches"),
            planted<IgnoresTheInviter>("lists users whoever invited them"),
            planted<IgnoresTheExpiry>("lists users whenever they expire"),
            planted<ExpiryIncludesTheInstant>("lists who expires at the very instant"),
            planted<ExpiryForgetsTheExpired>("lists nobody expired by expiry"),
            planted<FiltersBehindThePage>("filters a page after it is cut"),
            planted<ListsNoDeliveries>("lists no deliveries"),
            planted<ListsTheOldestDelivery>("lists the oldest mail's delivery"),
            planted<ListsTheLatestSettlement>("lists the delivery that was settled last"),
            planted<FiltersByAnyDelivery>("filters by the delivery of any mail"),
            planted<IgnoresDeliveries>("lists users of every delivery"),
            planted<FiltersByOneDelivery>("filters by the first delivery alone"),
            planted<NoMailPassesDeliveries>("lets users without a mail pass the deliveries"),
            planted<CountsMails>("counts mails instead of users"),
            planted<CountsTombstonesDeliveries>("counts the deliveries of tombstones"),
            planted<CountsNobodyWithoutMail>("counts nobody without a mail"),
            planted<CountsEveryAccount>("counts the deliveries of other accounts")};
}

}  // namespace beckon::testing
