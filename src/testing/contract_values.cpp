// SPDX-License-Identifier: MIT
#include <array>
#include <limits>

#include "beckon/lifecycle/evolve.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/lifecycle/terms_rules.hpp"
#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

template <class T>
constexpr T greatest = std::numeric_limits<T>::max();

Instant instant(int year, int month, int day, Duration time) {
    const auto unsigned_short = [](int number) { return static_cast<unsigned short>(number); };
    return {boost::gregorian::date(unsigned_short(year), unsigned_short(month), unsigned_short(day)), time};
}

Instant first_instant() { return instant(1400, 1, 1, {}); }
Instant last_instant() { return instant(9999, 12, 31, hours(24) - tick); }

/// The instants at which conversions go wrong: both ends, either side of 1970, leap days, many microseconds.
std::vector<Instant> instants() {
    return {first_instant(),
            first_instant() + tick,
            instant(1900, 2, 28, hours(24) - tick),
            instant(1969, 12, 31, hours(24) - tick),
            instant(1970, 1, 1, {}),
            instant(1970, 1, 1, tick),
            instant(2000, 2, 29, hours(12)),
            instant(2038, 1, 19, hours(3) + minutes(14) + seconds(8)),
            instant(2262, 4, 12, microseconds(123'457)),
            instant(9999, 12, 31, {}),
            last_instant()};
}

/// The user, the events and the emails are read back as they were committed.
void require_round_trip(Store& store, const Commit& commit, std::string_view sentence) {
    const User user = tell(store, commit);
    require(store.load(user.account, user.id) == user, sentence);
    const auto events = all_events(store, user.account, user.id);
    require(!events.empty() && events.back().event == commit.event, sentence);
    if (!commit.mail) return;
    const auto mails = store.mail(user.account, user.id);
    require(!mails.empty() && mails.front().intent == *commit.mail, sentence);
}

Commit changed(const User* before, Event event) {
    User after = evolve(before, event);
    return {.before = before != nullptr ? std::optional(*before) : std::nullopt,
            .after = std::move(after),
            .event = std::move(event)};
}

Commit with_profile(std::uint32_t number, Profile profile, std::string reference = {}) {
    Event event = to_invite(number, "u" + std::to_string(number) + "@example.com", noon()).event;
    std::get<events::Invited>(event.change).profile = std::move(profile);
    std::get<events::Invited>(event.change).reference = std::move(reference);
    return changed(nullptr, std::move(event));
}

/// Texts that a store may mistake for something else.
Labels texts() {
    Labels all{"O'Neill",      "\"quoted\"",
               "100%",         "under_score",
               "back\\slash",  "'; DROP TABLE users; --",
               "{curly}",      "[1,2]",
               "a,b;c|d",      "null",
               "NULL",         " leading and trailing ",
               "Zoë Ångström", "所有者",
               "مالك",         "\U0001F44B\U0001F3FD",
               "e\u0301",      "\u00E9",
               "?1 :a @b $c",  "<script>&amp;</script>",
               "\\u0041\\n",   "0x41",
               "1e3",          "007"};
    std::string wide;
    for (std::size_t i = 0; i < max_label_size; ++i) wide += "\U0001F600";
    all.push_back(wide);
    all.emplace_back(max_label_size, 'x');
    return all;
}

void texts_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    std::uint32_t number = 0;
    const Labels all = texts();
    for (const auto& text : all) {
        const Profile profile{.name = text,
                              .locale = "zh-Hant-TW",
                              .roles = {text},
                              .attributes = {{"teams", {text, "x"}}, {"inboxes", {"x", text}}}};
        require_round_trip(*store, with_profile(++number, profile, text.substr(0, max_reference_size)),
                           "texts are kept octet by octet");
    }
    require_round_trip(*store, with_profile(++number, {.name = "", .locale = "", .roles = {"x"}}),
                       "empty texts are kept");
    require_round_trip(
        *store,
        with_profile(++number, {.name = std::string(max_name_size, 'n'), .locale = std::string(35, 'a'), .roles = all}),
        "the longest texts are kept");
}

void lists_keep_their_order(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    Labels many;
    for (std::size_t i = 0; i < max_labels; ++i) many.push_back("label " + std::to_string((i * 77) % max_labels));
    const Commit invitation = with_profile(
        1, {.name = "Ann", .locale = "", .roles = many, .attributes = {{"teams", many}, {"inboxes", many}}});
    require_round_trip(*store, invitation, "200 roles, and 200 labels of an attribute, are kept in their order");
    const Labels reversed(many.rbegin(), many.rend());
    const User ann = tell(*store, to_do(invitation.after, Accept{}, noon(minutes(1))));
    const Commit edit =
        to_do(ann, Edit{{.roles = reversed, .attributes = {{"teams", {}}, {"inboxes", reversed}}}}, noon(minutes(2)));
    require_round_trip(*store, edit, "lists are kept in their new order, and emptied");
    require_equal(counters(*store, acme(), "label 199").active_holders, 1U, "each of 200 roles is counted");
}

void absent_is_not_empty(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(
        *store,
        with_profile(
            1, {.name = "Ann", .locale = "en", .roles = {"x"}, .attributes = {{"teams", {"x"}}, {"inboxes", {"x"}}}}));
    Event event = to_do(ann, Edit{{.name = "", .attributes = {{"teams", {}}}}}, noon(minutes(1))).event;
    const Commit first = changed(&ann, event);
    require_round_trip(*store, first, "an edit to nothing is distinguished from no edit");
    event = to_do(first.after, Edit{{.locale = "", .attributes = {{"inboxes", {}}}}}, noon(minutes(2))).event;
    require_round_trip(*store, changed(&first.after, event), "an edit to nothing is distinguished from no edit");
}

void instants_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    std::uint32_t number = 0;
    for (const Instant each : instants()) {
        Event event = to_invite(++number, "u@example.com", noon()).event;
        event.at = each;
        std::get<events::Invited>(event.change).email = address("u" + std::to_string(number) + "@example.com");
        std::get<events::Invited>(event.change).expires_at = each;
        Commit commit = changed(nullptr, event);
        commit.mail = MailIntent{acme(), event.user, 1, 1, address("to@example.com"), each};
        require_round_trip(*store, commit, "an instant from 1400 to 9999 is kept to the microsecond");
        require(last_mail_at(*store, acme(), commit.mail->to) == each, "an instant is kept to the microsecond");
        require(store->count(acme(), each).invite_expired > 0, "an invitation is expired at its very instant");
        const auto opened =
            changed(&commit.after,
                    {acme(), event.user, 2, each, {}, Status::invite_sent, Status::invite_sent, events::SetupBegun{}});
        require_round_trip(*store, opened, "an instant is kept to the microsecond");
        Event accepted{acme(), event.user, 3, each, {}, Status::invite_sent, Status::active, events::Accepted{}};
        require_round_trip(*store, changed(&opened.after, accepted), "an instant is kept to the microsecond");
    }
}

void instants_of_mails_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    std::optional<Instant> due;
    for (const Instant each : instants()) {
        const auto claimed = store->claim_mail(due.value_or(noon()), minutes(1), 1);
        require_equal(claimed.size(), 1, "an email is due at its very instant");
        store->settle_mail(claimed.front(), {.delivery = Delivery::deferred, .at = each, .next_attempt_at = each});
        const MailRecord record = store->mail(acme(), ann.id).at(0);
        require(record.next_attempt_at == each && record.settled_at == each,
                "an email's instants are kept to the microsecond");
        due = each;
    }
}

void great_numbers_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    Event event = to_invite(1, "a@example.com", noon()).event;
    event.revision = greatest<std::int64_t> - 2;
    std::get<events::Invited>(event.change).link = {greatest<std::uint32_t>, greatest<std::uint8_t>};
    Commit commit = changed(nullptr, event);
    std::get<Invited>(commit.after.state).times_sent = greatest<std::uint32_t> - 1;
    commit.mail =
        MailIntent{acme(), event.user, event.revision, greatest<std::uint32_t>, address("a@example.com"), noon()};
    require_round_trip(*store, commit, "the largest revision, generation, key id and times_sent are kept");

    Event resent = event;
    resent.revision += 1;
    resent.change = events::Resent{{greatest<std::uint32_t>, 0}, noon(hours(48))};
    const Commit next = changed(&commit.after, resent);
    require_round_trip(*store, next, "the second largest revision is followed by the largest");
    require_refused(*store, changed(&commit.after, resent), CommitResult::Outcome::revision_conflict,
                    "large revisions are told apart");

    Event odd = to_invite(2, "b@example.com", noon()).event;
    odd.revision = (std::int64_t{1} << 53) + 1;
    const Commit beyond_double = changed(nullptr, odd);
    require_round_trip(*store, beyond_double, "a revision is kept as an integer");
    User off_by_one = beyond_double.after;
    off_by_one.revision -= 1;
    require_refused(*store, to_do(off_by_one, Cancel{}, noon()), CommitResult::Outcome::revision_conflict,
                    "large revisions are told apart");
}

void ids_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    UserId all_ones{};
    for (auto& octet : all_ones) octet = 0xFF;
    UserId quotes{};
    for (auto& octet : quotes) octet = '\'';
    std::uint32_t number = 0;
    for (const UserId& id : {UserId{}, all_ones, quotes}) {
        Event event = to_invite(1, "u" + std::to_string(++number) + "@example.com", noon()).event;
        event.user = id;
        event.by = {ActorKind::member, id};
        require_round_trip(*store, changed(nullptr, event), "any id is kept, the nil id included");
        require(loaded(*store, acme(), id).invited_by == id, "the inviter is kept, the nil id included");
    }
    const User adopted = tell(*store, to_adopt(7, "z@example.com", noon()));
    require(!loaded(*store, acme(), adopted.id).invited_by, "no inviter is distinguished from the nil id");
}

void addresses_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const std::string longest_domain = std::string(63, 'd') + "." + std::string(63, 'e') + "." + std::string(61, 'f');
    std::uint32_t number = 0;
    for (const auto& text :
         Labels{"!#$%&'*+-/=?^_`{|}~@X-y.example", "a@b", std::string(64, 'L') + "@" + longest_domain, "%@x.example",
                "_@x.example", "O'Neill@x.example", "1e3@0x41"}) {
        const Commit commit = to_invite(++number, text, noon());
        require_round_trip(*store, commit, "an address is kept as typed");
        require(store->find(acme(), commit.after.email) == commit.after, "a user is found by any address");
        require(last_mail_at(*store, acme(), commit.after.email) == noon(), "an email is found by any address");
    }
}

void notes_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    Labels all = texts();
    all.emplace_back("two\nlines\n\nand an empty one\n");
    std::string widest;
    for (std::size_t n = 0; n < max_note_size; ++n) widest += "\U0001F600";
    all.push_back(widest);
    User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    require(std::get<Invited>(loaded(*store, acme(), ann.id).state).note.empty(), "a missing note stays missing");
    for (const std::string& note : all) {
        const Commit commit = to_do(ann, Resend{{.note = note}}, noon());
        require_round_trip(*store, commit, "a note is kept octet by octet");
        ann = commit.after;
    }
    const Commit kept = to_do(ann, Resend{}, noon());
    require_round_trip(*store, kept, "a note that a commit does not mention stays");
    const Commit cleared = to_do(kept.after, Resend{{.note = ""}}, noon());
    require_round_trip(*store, cleared, "a note that is removed is gone");
    require_round_trip(*store, to_invite(2, "b@example.com", noon(), {.note = widest}), "a first note is kept");
}

void details_survive(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, "a@example.com", noon()));
    Labels all = texts();
    all.emplace_back(500, 'd');
    for (const auto& detail : all) {
        const auto claimed = store->claim_mail(noon(), minutes(1), 1);
        require_equal(claimed.size(), 1, "a deferred email is due again");
        store->settle_mail(claimed.front(), {.delivery = Delivery::deferred, .at = noon(), .detail = detail});
        require(store->mail(acme(), user_number(1)).at(0).detail == detail, "an email's detail is kept octet by octet");
    }
}

}  // namespace

std::vector<ContractCheck> value_checks() {
    return {{"texts are kept octet by octet", texts_survive},
            {"lists keep their order, up to 200 labels", lists_keep_their_order},
            {"an edit to nothing is distinguished from no edit", absent_is_not_empty},
            {"instants from 1400 to 9999 are kept to the microsecond", instants_survive},
            {"the instants of emails are kept to the microsecond", instants_of_mails_survive},
            {"the largest numbers are kept", great_numbers_survive},
            {"any id is kept", ids_survive},
            {"any address is kept and found", addresses_survive},
            {"the details of emails are kept", details_survive},
            {"notes are kept octet by octet", notes_survive}};
}

}  // namespace beckon::testing
