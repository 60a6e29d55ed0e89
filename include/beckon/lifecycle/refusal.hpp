// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/error.hpp"
#include "beckon/lifecycle/field.hpp"
#include "beckon/lifecycle/reason.hpp"
#include "beckon/lifecycle/remedy.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// An answer that says no, why, and what to do instead. Nothing has changed. Repeating the request helps only from
/// `retry_at` on, or after something else has changed.
struct Refusal {
    Reason reason{};
    Remedy remedy = Remedy::none;
    std::optional<Instant> retry_at{};  ///< The first instant at which it can succeed, if waiting helps.
    Field field = Field::none;          ///< The input at fault.
    std::optional<Reason> actual{};     ///< What really happened, if the policy tells invitees something else.
    /// The attribute at fault, if `field` is `Field::attributes`; for `unknown_role`, the policy's roles; for
    /// `not_permitted` to a member, the roles that may do it; for `domain_not_allowed`, the domain; for
    /// `unknown_column`, that column ("#3" for the third, if its name is not a short line of text), then those that
    /// there can be.
    std::vector<std::string> names{};

    /// Returns the code by which a form knows the input at fault: the name of the attribute, or else the field's code.
    std::string_view input() const { return names_attribute() ? names.front() : code(field); }

    /// Returns whether the fault is in one attribute, which `names` then holds.
    bool names_attribute() const { return field == Field::attributes && !names.empty(); }

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// A value, or a refusal. `value()` throws `RefusedError` if it is a refusal.
template <class T>
using Result = boost::system::result<T, Refusal>;

/// Thrown by `Result::value()` if the result is a refusal, which the caller did not check.
class RefusedError : public Error {
public:
    explicit RefusedError(const Refusal& refusal)
        : Error("refused: " + std::string(code(refusal.reason))), refusal_(refusal) {}

    const Refusal& refusal() const noexcept { return refusal_; }

private:
    Refusal refusal_;
};

/// Makes `boost::system::result` throw a refusal (found by argument-dependent lookup).
[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal, const boost::source_location& where) {
    static_cast<void>(where);
    throw RefusedError(refusal);
}

namespace lifecycle {

/// People who opened a link have not filled in a field.
inline bool names_field(const Refusal& refusal) {
    return refusal.field != Field::none && refusal.reason != Reason::link_invalid;
}

/// Returns the names with commas between them.
inline std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
    return list;
}

inline std::string listed_after_first(const std::vector<std::string>& names) {
    return listed({names.begin() + 1, names.end()});
}

inline bool names_permitted_roles(const Refusal& refusal) {
    return refusal.reason == Reason::not_permitted && !refusal.names.empty();
}

inline bool names_columns(const Refusal& refusal) {
    return refusal.reason == Reason::unknown_column && !refusal.names.empty();
}

/// Returns whether an administrator can help with a new invitation, so that the message should say so.
inline bool asks_for_invitation(const Refusal& refusal) {
    return refusal.reason == Reason::link_expired && refusal.remedy == Remedy::ask_administrator;
}

}  // namespace lifecycle

/// Returns the English sentences for a refusal: the field at fault, if any, the reason, and what to do instead.
inline std::string message(const Refusal& refusal) {
    std::string text;
    if (lifecycle::names_field(refusal)) {
        text.append(refusal.names_attribute() ? refusal.names.front() : in_english(refusal.field)).append(": ");
    }
    text.append(message(refusal.reason));
    if (refusal.reason == Reason::unknown_role)
        text.append(" The roles are: " + lifecycle::listed(refusal.names) + ".");
    if (refusal.reason == Reason::domain_not_allowed)
        text.append(" The domain is " + lifecycle::listed(refusal.names) + ".");
    if (lifecycle::names_permitted_roles(refusal)) {
        text.append(" Permitted roles: " + lifecycle::listed(refusal.names) + ".");
    }
    if (lifecycle::names_columns(refusal)) {
        text.append(" Unknown: " + refusal.names.front() + ". Known: " + lifecycle::listed_after_first(refusal.names) +
                    ".");
    }
    if (lifecycle::asks_for_invitation(refusal)) return text.append(" Ask your administrator for a new invitation.");
    if (refusal.remedy != Remedy::none) text.append(" ").append(message(refusal.remedy));
    return text;
}

}  // namespace beckon
