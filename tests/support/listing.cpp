// SPDX-License-Identifier: MIT
#include "tests/support/listing.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "src/testing/story.hpp"
#include "tests/support/catch.hpp"

namespace beckon {

using namespace testing;

namespace {

/// A word, and what comparing without regard to letter case and accents makes of it, written by hand.
struct Word {
    std::string text;
    std::string folded;
};

const std::vector<Word> words{
    {"Anna", "anna"},
    {"STRASSE", "strasse"},
    {"Stra\u00DFe", "strasse"},
    {"\u1E9E", "ss"},
    {"\u0130", "i"},
    {"\u0131", "i"},
    {"\u03A3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2", "\u03C3\u03B9\u03C3\u03C5\u03C6\u03BF\u03C3"},
    {"Rene\u0301", "rene"},
    {"REN\u00C9", "rene"},
    {"Rene", "rene"},
    {"Nguy\u1EC5n", "nguyen"},
    {"\u041A\u043E\u0440\u043E\u043B\u0451\u0432", "\u043A\u043E\u0440\u043E\u043B\u0435\u0432"},
    {"\u0410\u043D\u0434\u0440\u0435\u0439", "\u0430\u043D\u0434\u0440\u0435\u0439"},
    {"\u0BA4\u0BBF\u0BB0\u0BC1", "\u0BA4\u0BBF\u0BB0\u0BC1"},
    {"\u304C", "\u304C"},
    {"\u5F20\u4F1F\u660E", "\u5F20\u4F1F\u660E"},
    {"\u5F20", "\u5F20"},
    {"\U0001F680", "\U0001F680"},
    {"100%", "100%"},
    {"a_b", "a_b"},
    {"aXb", "axb"},
    {"O'Neil", "o'neil"},
    {"\"Q\"", "\"q\""},
    {"C:\\Users", "c:\\users"},
    {"\uFF26\uFF35\uFF2C\uFF2C", "full"},
    {"\uFB01ne", "fine"},
    {"AND", "and"},
    {"x*", "x*"}};

const std::vector<Word> role_words{
    {"Agent", "agent"}, {"Owner", "owner"}, {"\u00C4rzte", "arzte"}, {"100%", "100%"}, {"QA", "qa"}};

const std::vector<UserId> inviters{user_number(900'001), user_number(900'002), user_number(900'003)};

class Dice {
public:
    std::uint32_t below(std::size_t sides) { return static_cast<std::uint32_t>(engine_() % sides); }
    bool once_in(std::size_t sides) { return below(sides) == 0; }
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

private:
    std::mt19937 engine_{20240229};
};

/// A user, with all that lists look at worked out by hand.
struct Known {
    User user;
    std::optional<Delivery> delivery{};
    std::string email{};
    std::string name{};
    std::string roles{};
    std::string searched{};

    std::int64_t number(const UserQuery& query) const {
        const auto since_noon = [](const std::optional<Instant>& instant) {
            return instant ? (*instant - noon()).total_microseconds() : std::numeric_limits<std::int64_t>::max();
        };
        const auto* invited = std::get_if<Invited>(&user.state);
        switch (query.order) {
            case UserOrder::attribute: {
                const auto list = user.profile.attributes.find(query.attribute);
                return list == user.profile.attributes.end() ? 0 : static_cast<std::int64_t>(list->second.size());
            }
            case UserOrder::status: return static_cast<std::int64_t>(status(query.now));
            case UserOrder::sent:
                return since_noon(invited != nullptr ? std::optional(invited->sent_at) : std::nullopt);
            case UserOrder::joined: return since_noon(user.joined_at);
            default: return 0;
        }
    }
    const std::string& text(UserOrder order) const {
        static const std::string none;
        return order == UserOrder::name ? name : order == UserOrder::roles ? roles : none;
    }
    Status status(Instant now) const {
        if (const auto* invited = std::get_if<Invited>(&user.state)) {
            return now < invited->expires_at ? Status::invite_sent : Status::invite_expired;
        }
        return std::holds_alternative<Active>(user.state) ? Status::active : Status::deactivated;
    }
};

template <class T>
bool among(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

/// The reference: looks at everyone.
std::vector<const Known*> expected(const std::vector<Known>& everyone, const UserQuery& query) {
    std::vector<const Known*> all;
    for (const Known& known : everyone) {
        const User& user = known.user;
        const bool is_found = known.searched.find(query.search) != std::string::npos;
        if (!is_live(user) || !is_found || !among(query.statuses, known.status(query.now))) continue;
        if (query.role && std::count(user.profile.roles.begin(), user.profile.roles.end(), *query.role) == 0) continue;
        if (!query.deliveries.empty() && (!known.delivery || !among(query.deliveries, *known.delivery))) continue;
        if (query.invited_by && user.invited_by != query.invited_by) continue;
        const auto* invited = std::get_if<Invited>(&user.state);
        if (query.expires_before && (invited == nullptr || invited->expires_at >= *query.expires_before)) continue;
        all.push_back(&known);
    }
    std::sort(all.begin(), all.end(), [&](const Known* a, const Known* b) {
        if (query.descending) std::swap(a, b);
        const auto x = a->number(query);
        const auto y = b->number(query);
        if (x != y) return x < y;
        const int texts = a->text(query.order).compare(b->text(query.order));
        return texts != 0 ? texts < 0 : a->email < b->email;
    });
    return all;
}

/// Ten thousand users in a store, and what is known of them.
class Crowd {
public:
    explicit Crowd(Store& store) : store_(store) {}

    void come_in(std::uint32_t count) {
        std::vector<Commit> batch;
        const auto end = static_cast<std::uint32_t>(everyone_.size()) + count;
        for (auto n = static_cast<std::uint32_t>(everyone_.size()); n < end; ++n) {
            const std::string email =
                dice_.one_of<std::string>({"Ann", "bo_b", "c.d", "Zed'"}) + std::to_string(n) + "@Example.test";
            const Instant at = noon(seconds(dice_.below(200'000)));
            batch.push_back(dice_.once_in(3) ? to_adopt(n, email, at) : to_invite(n, email, at));
            User& user = batch.back().after;
            if (!dice_.once_in(3)) user.invited_by = dice_.one_of(inviters);
            Known known{user};
            if (batch.back().mail) known.delivery = Delivery::queued;
            dress(known);
            user = known.user;
            everyone_.push_back(std::move(known));
        }
        commit(batch);
    }

    /// Some are edited, deactivated, accept or go.
    void live(std::uint32_t changes) {
        std::vector<Commit> batch;
        for (std::uint32_t i = 0; i < changes; ++i) {
            Known& known = everyone_[dice_.below(everyone_.size())];
            if (!is_live(known.user)) continue;
            const Instant at = noon(seconds(300'000 + i));
            const bool is_invited = std::holds_alternative<Invited>(known.user.state);
            switch (dice_.below(3)) {
                case 0: batch.push_back(to_do(known.user, Remove{}, at)); break;
                case 1: {
                    Known other = known;
                    dress(other);
                    if (other.user.profile == known.user.profile) continue;
                    batch.push_back(to_do(known.user,
                                          Edit{{.name = other.user.profile.name,
                                                .roles = other.user.profile.roles,
                                                .attributes = all_of(other.user.profile.attributes)}},
                                          at));
                    known = other;
                    break;
                }
                default:
                    if (std::holds_alternative<Deactivated>(known.user.state)) continue;
                    if (is_invited && status_at(known.user, noon(hours(1))) != Status::invite_sent) continue;
                    batch.push_back(is_invited ? to_do(known.user, Accept{}, noon(hours(1)))
                                               : to_do(known.user, Deactivate{}, at));
            }
            known.user = batch.back().after;
        }
        commit(batch);
    }

    void mail() {
        const Delivery outcomes[] = {Delivery::sent, Delivery::deferred, Delivery::failed, Delivery::dropped};
        std::size_t i = 0;
        for (const ClaimedMail& claimed : store_.claim_mail(noon(), minutes(5), 200)) {
            const Delivery delivery = outcomes[i++ % 4];
            store_.settle_mail(claimed, {.delivery = delivery, .at = noon()});
            for (Known& known : everyone_) {
                if (known.user.id == claimed.mail.intent.user) known.delivery = delivery;
            }
        }
        for (std::size_t n = 0; n < everyone_.size(); n += 97) {
            if (store_.bounce_mail(acme(), everyone_[n].user.id, 1, noon(), ""))
                everyone_[n].delivery = Delivery::bounced;
        }
    }

    /// Asks for a page somewhere in a random list, and gives how many there were on it.
    std::size_t ask() {
        UserQuery query = next_query();
        const auto all = expected(everyone_, query);
        std::size_t from = 0;
        if (!all.empty() && dice_.once_in(2)) {
            from = dice_.below(all.size()) + 1;
            const Known& last = *all[from - 1];
            query.after = UserPlace{place_key(last, query), last.email};
        }
        const UserPage page = store_.list(query);
        const std::size_t size = std::min(query.size, all.size() - from);
        CAPTURE(query.search, code(query.order), query.descending, from, all.size());
        REQUIRE(page.users.size() == size);
        for (std::size_t i = 0; i < size; ++i) {
            REQUIRE(page.users[i].user == all[from + i]->user);
            REQUIRE(page.users[i].delivery == all[from + i]->delivery);
        }
        REQUIRE(page.more == (from + size < all.size()));
        return size;
    }

private:
    void commit(const std::vector<Commit>& batch) {
        REQUIRE(store_.commit_all(batch) == CommitResult{CommitResult::Outcome::committed});
    }

    /// A change to these attributes: what is not in them is deleted.
    static Attributes all_of(Attributes attributes) {
        for (const char* name : {"teams", "inboxes"}) attributes.try_emplace(name);
        return attributes;
    }

    /// Another name, roles and attributes.
    void dress(Known& known) {
        Profile& profile = known.user.profile;
        profile.name.clear();
        known.name.clear();
        for (std::size_t count = 1 + dice_.below(3); count > 0; --count) {
            const Word& word = dice_.one_of(words);
            profile.name += (profile.name.empty() ? "" : " ") + word.text;
            known.name += (known.name.empty() ? "" : " ") + word.folded;
        }
        const Word& role = dice_.one_of(role_words);
        profile.roles = {role.text};
        known.roles = role.folded;
        const Word& other = dice_.one_of(role_words);
        if (other.text != role.text) {
            profile.roles.push_back(other.text);
            known.roles += "\n" + other.folded;
        }
        profile.attributes.clear();
        for (std::size_t i = dice_.below(3); i > 0; --i) {
            profile.attributes["teams"].push_back("team " + std::to_string(i));
        }
        if (dice_.once_in(2)) profile.attributes["inboxes"] = {"inbox"};
        known.email = known.user.email.text();
        for (char& c : known.email) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        known.searched = known.name + "\n" + known.email + "\n" + known.roles;
    }

    static SortKey place_key(const Known& known, const UserQuery& query) {
        switch (query.order) {
            case UserOrder::email: return known.email;
            case UserOrder::name:
            case UserOrder::roles: return known.text(query.order);
            case UserOrder::sent:
            case UserOrder::joined: {
                const std::int64_t number = known.number(query);
                const Instant epoch(boost::gregorian::date(1970, 1, 1));
                const bool is_none = number == std::numeric_limits<std::int64_t>::max();
                return is_none ? number : number + (noon() - epoch).total_microseconds();
            }
            default: return known.number(query);
        }
    }

    /// A piece of what somebody has, already folded, or of what nobody has.
    std::string next_search() {
        if (dice_.once_in(12))
            return dice_.one_of<std::string>({"nobody", "%%", "a%b", "\\\\", "\"\"", "and and", "*"});
        const Known& known = dice_.one_of(everyone_);
        const std::string text = dice_.one_of<std::string>({known.name, known.email, known.roles});
        std::vector<std::size_t> letters;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) letters.push_back(i);
        }
        letters.push_back(text.size());
        const std::size_t wanted = std::min<std::size_t>(1 + dice_.below(8), letters.size() - 1);
        const std::size_t begin = dice_.below(letters.size() - wanted);
        const std::string piece = text.substr(letters[begin], letters[begin + wanted] - letters[begin]);
        return piece.substr(0, piece.find('\n'));
    }

    UserQuery next_query() {
        UserQuery query{.account = acme(), .now = noon(seconds(dice_.below(300'000)))};
        if (!dice_.once_in(4)) query.search = next_search();
        for (const Status status : all_statuses) {
            if (dice_.once_in(4)) query.statuses.push_back(status);
        }
        if (dice_.once_in(5)) query.role = dice_.one_of(role_words).text;
        for (int number = 1; number <= 6; ++number) {
            if (dice_.once_in(12)) query.deliveries.push_back(static_cast<Delivery>(number));
        }
        if (dice_.once_in(6)) query.invited_by = dice_.one_of(inviters);
        if (dice_.once_in(6)) query.expires_before = noon(seconds(86'400 + dice_.below(200'000)));
        query.order = all_user_orders[dice_.below(all_user_orders.size())];
        if (query.order == UserOrder::attribute) query.attribute = dice_.one_of<std::string>({"teams", "inboxes"});
        query.descending = dice_.once_in(2);
        query.size = 1 + dice_.below(20);
        return query;
    }

    Store& store_;
    Dice dice_;
    std::vector<Known> everyone_;
};

}  // namespace

namespace test_support {

void compare_lists_with_reference(Store& store, const std::function<void()>& index) {
    Crowd crowd(store);
    std::size_t listed = 0;
    for (int part = 0; part < 4; ++part) {
        crowd.come_in(2500);
        if (part == 0) crowd.mail();
        crowd.live(400);
        if (part == 2) index();
    }
#ifdef NDEBUG
    constexpr int queries = 300;
#else
    constexpr int queries = 100;  // The sanitizers make each take ten times as long.
#endif
    for (int query = 0; query < queries; ++query) {
        CAPTURE(query);
        listed += crowd.ask();
    }
    CHECK(listed > std::size_t{3} * queries);
}

}  // namespace test_support

}  // namespace beckon
