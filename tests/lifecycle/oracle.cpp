// SPDX-License-Identifier: MIT
#include "tests/lifecycle/oracle.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace oracle {

using namespace beckon;
using boost::posix_time::hours;
using boost::posix_time::minutes;

namespace {

/// Where a person stands. Unlike `Status` it tells a person who is gone from one who never was.
enum class Standing { unknown, gone, sent, expired, active, deactivated };

/// B16: letter case and outer blanks do not tell one role from another.
bool same_role(std::string_view a, std::string_view b) {
    const auto plain = [](std::string_view role) {
        const std::size_t begin = role.find_first_not_of(' ');
        std::string text;
        if (begin == std::string_view::npos) return text;
        for (const char c : role.substr(begin, role.find_last_not_of(' ') + 1 - begin)) {
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        }
        return text;
    };
    return plain(a) == plain(b);
}

bool has(const std::vector<std::string>& roles, std::string_view role) {
    for (const std::string& each : roles) {
        if (same_role(each, role)) return true;
    }
    return false;
}

Answer no(Reason reason, Remedy remedy = Remedy::none, Field field = Field::none) {
    return {.refusal = Refusal{.reason = reason, .remedy = remedy, .field = field}};
}

Answer nothing_changes() { return {}; }

class Oracle {
public:
    Oracle(Preset preset, const User* user, const Actor& actor, const Facts& facts, Instant now)
        : preset_(preset >= Preset::ranked ? Preset::recommended : preset),
          ranked_(preset == Preset::ranked),
          late_(preset == Preset::late),
          once_(preset == Preset::once),
          walled_(preset == Preset::walled),
          user_(user),
          actor_(actor),
          facts_(facts),
          now_(now) {}

    Answer operator()(const Invite& c) const {
        if (auto bad = bad_terms(c.terms)) return *bad;
        if (c.profile.roles.empty()) return no(Reason::no_roles, Remedy::none, Field::roles);
        if (!may(Action::invite)) return not_permitted(Action::invite);
        if (c.terms.by_hand && !may(Action::copy_link)) return no_link_by_hand();
        if (too_high(c.profile.roles)) return role_above_own(Field::roles);
        if (auto missing = missing_terms(c.terms)) return *missing;
        if (outside(c.email)) return domain_not_allowed();
        if (standing() == Standing::gone) return not_there_for_invitation();
        if (standing() != Standing::unknown) return no(Reason::address_taken, remedy_of_standing());
        if (facts_.address_holder) return no(Reason::address_taken, remedy_of_holder(), Field::email);
        if (full()) return no(Reason::too_many_pending);
        if (too_soon(facts_.address_mailed_at, c.terms)) return wait_for(*facts_.address_mailed_at);
        return one_more_pending(sent(c.email, Link{1, facts_.signing_key}, c.terms));
    }

    Answer operator()(const Adopt& c) const {
        if (c.profile.roles.empty()) return no(Reason::no_roles, Remedy::none, Field::roles);
        if (!by_host()) return no(Reason::host_only, Remedy::ask_administrator);
        if (standing() == Standing::gone) return no(Reason::user_not_found);
        // Who is there and active has been taken in; what the host says of them otherwise is an edit.
        if (standing() == Standing::active) return no(Reason::address_taken, Remedy::edit);
        if (standing() != Standing::unknown) return no(Reason::address_taken, remedy_of_standing());
        if (facts_.address_holder == Status::active) return no(Reason::address_taken, Remedy::edit, Field::email);
        if (facts_.address_holder) return no(Reason::address_taken, remedy_of_holder(), Field::email);
        return {.changes = true, .to = Status::active};
    }

    Answer operator()(const Resend& c) const {
        if (auto bad = bad_terms(c.terms)) return *bad;
        if (!may(Action::resend)) return not_permitted(Action::resend);
        if (c.terms.by_hand && !may(Action::copy_link)) return no_link_by_hand();
        if ((c.terms.by_hand || shortens(c.terms)) && reaches_too_high()) return role_above_own();
        if (once_) return no(Reason::not_offered, instead_of_mail());
        if (auto missing = missing_terms(c.terms)) return *missing;
        if (!pending()) return not_pending();
        if (standing() == Standing::expired && preset_ == Preset::softwareone) {
            return no(Reason::invitation_expired, Remedy::send_new_invitation);
        }
        if (standing() == Standing::sent && late_) {
            Answer wait = no(Reason::still_valid, Remedy::wait);
            wait.refusal->retry_at = std::get<Invited>(user_->state).expires_at;
            return wait;
        }
        if (standing() == Standing::expired && full()) return no(Reason::too_many_pending);
        if (too_soon(facts_.user_mailed_at, c.terms)) return wait_for(*facts_.user_mailed_at);
        const bool same_link = preset_ == Preset::softwareone && facts_.link_key_listed;
        return unless_it_counted(sent(user_->email, same_link ? *user_->link : next_link(), c.terms));
    }

    Answer operator()(const SendNew& c) const {
        if (auto bad = bad_terms(c.terms)) return *bad;
        if (!may(Action::send_new)) return not_permitted(Action::send_new);
        if (c.terms.by_hand && !may(Action::copy_link)) return no_link_by_hand();
        if ((c.terms.by_hand || shortens(c.terms)) && reaches_too_high()) return role_above_own();
        if (preset_ != Preset::softwareone && !once_) return no(Reason::not_offered, instead_of_mail());
        if (auto missing = missing_terms(c.terms)) return *missing;
        if (!pending()) return not_pending();
        if (standing() == Standing::sent) return no(Reason::still_valid, remedy_of_standing());
        if (full()) return no(Reason::too_many_pending);
        if (too_soon(facts_.user_mailed_at, c.terms)) return wait_for(*facts_.user_mailed_at);
        return unless_it_counted(sent(user_->email, next_link(), c.terms));
    }

    Answer operator()(const CopyLink&) const {
        if (!may(Action::copy_link)) return not_permitted(Action::copy_link);
        if (reaches_too_high()) return role_above_own();
        if (preset_ != Preset::softwareone && preset_ != Preset::recommended) {
            return no(Reason::not_offered, instead_of_mail());
        }
        if (!pending()) return not_pending();
        if (standing() == Standing::expired) return no(Reason::invitation_expired, remedy_of_standing());
        if (!facts_.link_key_listed) return no(Reason::signing_key_retired, remedy_of_standing());
        return stays();
    }

    Answer operator()(const BeginSetup&) const {
        if (link() == nullptr) return link_required();
        if (auto dead = dead_link()) return *dead;
        if (std::get<Invited>(user_->state).opened_at) return nothing_changes();
        return stays();
    }

    Answer operator()(const Accept& c) const {
        if (std::holds_alternative<Member>(actor_)) return link_required();
        const bool again = preset_ == Preset::softwareone && standing() == Standing::active;
        if (link() != nullptr) {
            const auto dead = dead_link();
            if (dead && !(again && dead->refusal->reason == Reason::link_used)) return *dead;
            const bool must_match = preset_ == Preset::softwareone || preset_ == Preset::recommended;
            if (must_match && c.identity && c.identity->key() != user_->email.key()) return wrong_identity();
        } else {
            if (absent()) return no(Reason::user_not_found, Remedy::ask_administrator);
            if (standing() == Standing::expired) return no(Reason::invitation_expired, Remedy::ask_administrator);
            if (standing() == Standing::deactivated) return no(Reason::user_deactivated, Remedy::ask_administrator);
            if (standing() == Standing::active && !again) return no(Reason::already_active, Remedy::sign_in);
            if (!c.identity) return no(Reason::identity_required, Remedy::none, Field::identity);
            if (c.identity->key() != user_->email.key()) return wrong_identity();
        }
        if (again) return nothing_changes();
        return becomes(Status::active);
    }

    Answer operator()(const Decline&) const {
        if (link() == nullptr) return link_required();
        if (preset_ == Preset::gladly || preset_ == Preset::atender) return no(Reason::not_offered, instead_of_link());
        if (auto dead = dead_link()) return *dead;
        return goes();
    }

    Answer operator()(const CorrectEmail& c) const {
        if (auto bad = bad_terms(c.terms)) return *bad;
        if (!may(Action::correct_email)) return not_permitted(Action::correct_email);
        if (c.terms.by_hand && !may(Action::copy_link)) return no_link_by_hand();
        if (reaches_too_high()) return role_above_own();
        if (auto missing = missing_terms(c.terms)) return *missing;
        if (outside(c.email)) return domain_not_allowed();
        if (absent()) return not_there_for_invitation();
        // A10 is about invitations. Whose address is an account's already, starts anew under the right one.
        if (standing() == Standing::active) return no(Reason::already_active, Remedy::remove_and_invite_again);
        if (!pending()) return no(Reason::user_deactivated, Remedy::remove_and_invite_again);
        const bool own = c.email.key() == user_->email.key();
        if (!own && facts_.address_holder) return no(Reason::address_taken, Remedy::use_another_address, Field::email);
        if (standing() == Standing::expired && full()) return no(Reason::too_many_pending);
        const auto& last_mail = own ? facts_.user_mailed_at : facts_.address_mailed_at;
        if (too_soon(last_mail, c.terms)) return wait_for(*last_mail);
        return unless_it_counted(sent(c.email, next_link(), c.terms));
    }

    Answer operator()(const Cancel&) const {
        if (!may(Action::cancel)) return not_permitted(Action::cancel);
        if (reaches_too_high()) return role_above_own();
        if (absent()) return no(Reason::user_not_found);
        // There is no invitation to withdraw any more, but there is access to take away, or somebody to take off the
        // list.
        if (standing() == Standing::active) return no(Reason::already_active, Remedy::deactivate);
        if (!pending()) return no(Reason::user_deactivated, Remedy::remove);
        return goes();
    }

    Answer operator()(const Deactivate&) const {
        if (!may(Action::deactivate)) return not_permitted(Action::deactivate);
        if (absent()) return no(Reason::user_not_found);
        if (by_themselves()) return no(Reason::oneself, Remedy::ask_administrator);
        if (reaches_too_high()) return role_above_own();
        if (pending()) return no(Reason::not_accepted_yet, Remedy::cancel);
        if (standing() == Standing::deactivated) return no(Reason::user_deactivated);
        return guarding_last_owner(becomes(Status::deactivated));
    }

    Answer operator()(const Activate&) const {
        if (!may(Action::activate)) return not_permitted(Action::activate);
        if (absent()) return not_there_for_invitation();
        if (reaches_too_high()) return role_above_own();
        if (pending()) return no(Reason::not_accepted_yet, remedy_of_standing());
        if (standing() == Standing::active) return no(Reason::already_active);
        return becomes(Status::active);
    }

    Answer operator()(const Remove&) const {
        if (!may(Action::remove)) return not_permitted(Action::remove);
        if (absent()) return no(Reason::user_not_found);
        if (by_themselves()) return no(Reason::oneself, Remedy::ask_administrator);
        if (reaches_too_high()) return role_above_own();
        return guarding_last_owner(goes());
    }

    Answer operator()(const Edit& c) const {
        if (c.changes.roles && c.changes.roles->empty()) return no(Reason::no_roles, Remedy::none, Field::roles);
        if (!may(Action::edit)) return not_permitted(Action::edit);
        if (absent()) return no(Reason::user_not_found);
        const Profile& now = user_->profile;
        if (c.changes.roles) {
            for (const char* role : {"Owner", "Admin", "Agent"}) {
                const bool moves = has(*c.changes.roles, role) != has(now.roles, role);
                if (moves && too_high({role})) return role_above_own(Field::roles);
            }
        }
        const bool differs = (c.changes.name && *c.changes.name != now.name) ||
                             (c.changes.roles && stored(*c.changes.roles) != now.roles) ||
                             (c.changes.locale && *c.changes.locale != now.locale) || edits_lists(c.changes);
        Answer yes = differs ? stays() : nothing_changes();
        const bool takes_owner = c.changes.roles && !has(*c.changes.roles, "Owner");
        return takes_owner ? guarding_last_owner(yes) : yes;
    }

private:
    /// B16: the roles as they are stored: those that the product names, as it spells them.
    std::vector<std::string> stored(std::vector<std::string> roles) const {
        std::vector<const char*> named{"Owner", "Admin"};
        if (preset_ == Preset::gladly) named = {"Administrator", "Team Manager"};
        if (preset_ == Preset::softwareone) named = {"Account administrator"};
        if (ranked_) named = {"Owner", "Admin", "Agent", "Team Manager"};
        for (std::string& role : roles) {
            for (const char* name : named) {
                if (same_role(role, name)) role = name;
            }
        }
        return roles;
    }

    /// Whether a list becomes another one. Who has no list has an empty one.
    bool edits_lists(const ProfileChange& changes) const {
        Attributes now = user_->profile.attributes;
        for (const auto& [name, labels] : changes.attributes) {
            if (now[name] != labels) return true;
        }
        return false;
    }

    Standing standing() const {
        if (user_ == nullptr) return Standing::unknown;
        if (std::holds_alternative<Removed>(user_->state)) return Standing::gone;
        if (std::holds_alternative<Active>(user_->state)) return Standing::active;
        if (std::holds_alternative<Deactivated>(user_->state)) return Standing::deactivated;
        return now_ >= std::get<Invited>(user_->state).expires_at ? Standing::expired : Standing::sent;
    }

    /// Whether the account has as many invitations that can be accepted as it may have.
    bool full() const { return preset_ == Preset::recommended && facts_.pending >= 1000; }
    Answer one_more_pending(Answer yes) const {
        if (preset_ == Preset::recommended) {
            yes.only_if = {{Precondition::Rule::pending_below, "", 1000, {.reason = Reason::too_many_pending}}};
        }
        return yes;
    }
    /// What could be accepted before is one already.
    Answer unless_it_counted(Answer yes) const {
        return standing() == Standing::expired ? one_more_pending(std::move(yes)) : yes;
    }
    bool pending() const { return standing() == Standing::sent || standing() == Standing::expired; }
    bool absent() const { return standing() == Standing::unknown || standing() == Standing::gone; }

    std::optional<Status> status() const {
        if (standing() == Standing::sent) return Status::invite_sent;
        if (standing() == Standing::expired) return Status::invite_expired;
        if (standing() == Standing::active) return Status::active;
        if (standing() == Standing::deactivated) return Status::deactivated;
        return std::nullopt;
    }

    bool by_host() const { return std::holds_alternative<Host>(actor_); }

    bool by_themselves() const {
        return std::holds_alternative<Member>(actor_) && std::get<Member>(actor_).id == user_->id;
    }

    const Link* link() const {
        return std::holds_alternative<LinkHolder>(actor_) ? &std::get<LinkHolder>(actor_).link : nullptr;
    }

    /// Behaviours G6, S7, A13 and "Role names in the presets".
    bool may(Action action) const {
        if (by_host()) return true;
        if (link() != nullptr) return false;
        const std::vector<std::string> permitted = roles_for(action);
        const auto& roles = std::get<Member>(actor_).roles;
        return std::any_of(permitted.begin(), permitted.end(), [&](const auto& role) { return has(roles, role); });
    }

    std::vector<std::string> roles_for(Action action) const {
        if (preset_ == Preset::softwareone) return {"Account administrator"};
        std::vector<std::string> roles{"Owner", "Admin"};
        if (preset_ == Preset::gladly) roles = {"Administrator"};
        const bool managers_too =
            preset_ == Preset::gladly ? action == Action::resend : ranked_ && action != Action::copy_link;
        if (managers_too) roles.emplace_back("Team Manager");
        return roles;
    }

    /// B15: what an invitation may be given, whoever asks: the host up to ten years, a member an hour at least and
    /// as long as the product's own validity, but for the policy that lets them have 30 days; a note of 1,000
    /// characters on any number of lines.
    std::optional<Answer> bad_terms(const Terms& terms) const {
        if (terms.validity) {
            const auto most = by_host() ? hours(24 * 3653) : ranked_ ? hours(24 * 30) : usual_validity();
            const bool too_short = *terms.validity <= hours(0) || (!by_host() && *terms.validity < hours(1));
            if (too_short) return no(Reason::invalid_value, Remedy::none, Field::validity);
            if (*terms.validity > most) return no(Reason::too_long, Remedy::none, Field::validity);
        }
        if (!terms.note) return std::nullopt;
        if (terms.note->size() > 1000) return no(Reason::too_long, Remedy::none, Field::note);
        if (terms.note->find('\t') != std::string::npos)
            return no(Reason::control_character, Remedy::none, Field::note);
        return std::nullopt;
    }

    /// B14, B15: links by hand are for `softwareone` and `recommended`, notes for `recommended` alone. Taking a note
    /// away is no note.
    std::optional<Answer> missing_terms(const Terms& terms) const {
        const bool by_hand = preset_ == Preset::softwareone || preset_ == Preset::recommended;
        if (terms.by_hand && !by_hand) return no(Reason::not_offered, Remedy::none, Field::by_hand);
        const bool note = preset_ == Preset::recommended;
        if (terms.note.value_or("") != "" && !note) return no(Reason::not_offered, Remedy::none, Field::note);
        return std::nullopt;
    }

    /// Whether the invitation would end sooner than usual.
    bool shortens(const Terms& terms) const { return terms.validity && *terms.validity < usual_validity(); }

    hours usual_validity() const { return preset_ == Preset::gladly ? hours(24) : hours(168); }

    Answer no_link_by_hand() const { return not_permitted(Action::copy_link, Field::by_hand); }

    static int height(const std::vector<std::string>& roles) {
        return has(roles, "Owner") ? 3 : has(roles, "Admin") ? 2 : has(roles, "Agent") ? 1 : 0;
    }

    /// The role ceiling: a member reaches no higher than their own highest role.
    bool too_high(const std::vector<std::string>& roles) const {
        if (!ranked_ || by_host()) return false;
        return height(roles) > height(std::get<Member>(actor_).roles);
    }

    /// The ceiling over somebody's access or invitation; over nobody who is not there.
    bool reaches_too_high() const { return !absent() && too_high(user_->profile.roles); }

    static Answer role_above_own(Field field = Field::none) {
        return no(Reason::role_above_own, Remedy::ask_administrator, field);
    }

    /// B11: what brings a person a mail, or access, again.
    Remedy remedy_for(Status status) const {
        if (status == Status::active) return Remedy::reset_password;
        if (status == Status::deactivated) return Remedy::activate;
        const bool replaces = preset_ == Preset::softwareone || once_;
        if (status == Status::invite_expired && replaces) return Remedy::send_new_invitation;
        if (status == Status::invite_sent && (late_ || once_)) return Remedy::cancel_and_invite_again;
        return Remedy::resend;
    }
    Remedy remedy_of_standing() const { return remedy_for(*status()); }
    Remedy remedy_of_holder() const { return remedy_for(*facts_.address_holder); }

    /// A member is told which roles may.
    Answer not_permitted(Action action, Field field = Field::none) const {
        Answer answer = no(Reason::not_permitted, Remedy::ask_administrator, field);
        if (link() == nullptr) answer.refusal->names = roles_for(action);
        return answer;
    }
    static Answer link_required() { return no(Reason::link_required, Remedy::open_latest_mail); }
    static Answer wrong_identity() {
        return no(Reason::identity_mismatch, Remedy::use_another_address, Field::identity);
    }

    /// G5, A7: the remedy of someone who is no longer invited.
    Answer not_pending() const {
        if (absent()) return not_there_for_invitation();
        if (standing() == Standing::active) return no(Reason::already_active, Remedy::reset_password);
        return no(Reason::user_deactivated, Remedy::activate);
    }

    /// S14: who has gone comes back by a new invitation. Who never was there is a mistake of the asker.
    Answer not_there_for_invitation() const {
        return no(Reason::user_not_found, standing() == Standing::gone ? Remedy::invite_again : Remedy::none);
    }

    /// B20: whom this product does not invite.
    bool outside(const EmailAddress& email) const { return walled_ && email.key().ends_with("@elsewhere.test"); }
    static Answer domain_not_allowed() {
        Answer answer = no(Reason::domain_not_allowed, Remedy::use_another_address, Field::email);
        answer.refusal->names = {"elsewhere.test"};
        return answer;
    }

    /// What helps who wanted to send or copy an invitation that the product does not send or copy.
    Remedy instead_of_mail() const {
        return absent() ? not_there_for_invitation().refusal->remedy : remedy_of_standing();
    }

    /// What helps the invitee who wanted to answer in a way that the product does not have.
    Remedy instead_of_link() const {
        return standing() == Standing::active ? Remedy::sign_in : Remedy::ask_administrator;
    }

    /// Why the link in hand is worth nothing, if so: G1, G2, G15, S8, S14, A4, B4.
    std::optional<Answer> dead_link() const {
        if (standing() == Standing::unknown) return no(Reason::link_removed, Remedy::ask_administrator);
        if (standing() == Standing::gone) {
            const Removal how = std::get<Removed>(user_->state).how;
            if (how == Removal::cancelled) return no(Reason::link_cancelled, Remedy::ask_administrator);
            if (how == Removal::declined) return no(Reason::link_declined, Remedy::ask_administrator);
            return no(Reason::link_removed, Remedy::ask_administrator);
        }
        const bool issued = user_->link && link()->generation <= user_->link->generation;
        const bool newest = issued && link()->generation == user_->link->generation;
        const bool forged = newest && link()->key_id != user_->link->key_id;
        if (!issued || forged) return no(Reason::link_invalid, Remedy::open_latest_mail);
        if (standing() == Standing::deactivated) return no(Reason::link_deactivated, Remedy::ask_administrator);
        if (!newest) {
            if (preset_ != Preset::atender) return no(Reason::link_superseded, Remedy::open_latest_mail);
            Answer told = no(Reason::link_expired, Remedy::ask_administrator);
            told.refusal->actual = Reason::link_superseded;
            return told;
        }
        if (standing() == Standing::active) return no(Reason::link_used, Remedy::sign_in);
        if (standing() == Standing::expired) return no(Reason::link_expired, Remedy::ask_administrator);
        return std::nullopt;
    }

    /// B9: a minute between two mails to one address, in `recommended` alone; a link by hand is no mail (B14). B13: a
    /// mail from a future that was taken back holds nobody up.
    bool too_soon(const std::optional<Instant>& last_mail, const Terms& terms) const {
        if (preset_ != Preset::recommended || !last_mail || terms.by_hand) return false;
        return now_ < *last_mail + minutes(1) && now_ >= *last_mail - minutes(1);
    }
    static Answer wait_for(Instant last_mail) {
        Answer wait = no(Reason::too_soon, Remedy::wait);
        wait.refusal->retry_at = last_mail + minutes(1);
        return wait;
    }

    /// A15, B9: the last Owner stays, in `atender` and `recommended`.
    Answer guarding_last_owner(Answer yes) const {
        if (preset_ != Preset::atender && preset_ != Preset::recommended) return yes;
        if (standing() != Standing::active || !has(user_->profile.roles, "Owner")) return yes;
        const Refusal last{.reason = Reason::last_holder, .remedy = Remedy::ask_administrator};
        if (facts_.active_holders < 2) return {.refusal = last};
        yes.only_if = {{Precondition::Rule::another_active_holder, "Owner", 0, last}};
        return yes;
    }

    Link next_link() const { return Link{user_->link->generation + 1, facts_.signing_key}; }

    Answer sent(const EmailAddress& to, Link link, const Terms& terms) const {
        Answer yes{.changes = true,
                   .from = status(),
                   .to = Status::invite_sent,
                   .link = link,
                   .expires_at = now_ + (terms.validity ? *terms.validity : Duration(usual_validity())),
                   .mail_to = to,
                   .by_hand = terms.by_hand,
                   .note = user_ != nullptr ? std::get<Invited>(user_->state).note : ""};
        if (terms.note) yes.note = *terms.note;
        return yes;
    }

    Answer becomes(std::optional<Status> to) const {
        return {.changes = true, .from = status(), .to = to, .link = user_->link};
    }

    Answer goes() const { return becomes(std::nullopt); }

    Answer stays() const {
        Answer same = becomes(status());
        if (!pending()) return same;
        same.expires_at = std::get<Invited>(user_->state).expires_at;
        same.note = std::get<Invited>(user_->state).note;
        return same;
    }

    Preset preset_;
    bool ranked_;
    bool late_;
    bool once_;
    bool walled_;
    const User* user_;
    const Actor& actor_;
    const Facts& facts_;
    Instant now_;
};

}  // namespace

Answer answer(Preset preset, const User* user, const Command& command, const Actor& actor, const Facts& facts,
              Instant now) {
    return std::visit(Oracle(preset, user, actor, facts, now), command);
}

}  // namespace oracle
