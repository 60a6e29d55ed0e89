// SPDX-License-Identifier: MIT
#include "beckon/exchange/user_import.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/addresses/read_address.hpp"
#include "beckon/exchange/csv.hpp"
#include "beckon/service/service.hpp"
#include "exchange/spreadsheet.hpp"
#include "exchange/user_cells.hpp"

namespace beckon {

namespace {

constexpr std::size_t rows_at_once = 500;

// A row is planned again only if another change got in between, so after this many the account is never at rest.
constexpr int max_plans = 64;

/// A row of the file, what it asks for, and what became of it.
struct PlannedRow {
    std::size_t line = 0;
    std::string email{};
    Result<exchange::UserCells> cells = Refusal{};
    std::optional<User> user{};  ///< When the row was planned. None: nobody has the address.
    std::optional<Result<Done>> answer{};
};

/// Returns the next row with any text, or none at the end.
std::optional<CsvRow> next_row(CsvReader& file) {
    auto row = file.next();
    while (row && exchange::is_blank(*row)) row = file.next();
    return row;
}

/// One import, from the row after the first to the last.
class UserImport {
public:
    UserImport(Service& service, const AccountId& account, const Actor& by, const ImportOptions& options,
               const exchange::UserHeading& heading)
        : service_(service), account_(account), by_(by), options_(options), heading_(heading) {}

    ImportReport run(CsvReader file, std::size_t total) {
        ImportReport report;
        report.rows.reserve(total);
        std::vector<PlannedRow> rows;
        tell(0, total);
        for (std::size_t done = 0; done < total;) {
            const std::size_t begin = rows.size();
            while (rows.size() < begin + rows_at_once) {
                const auto row = next_row(file);
                if (!row) break;
                rows.push_back(read(*row));
            }
            done += rows.size() - begin;
            const auto batch = std::span(rows).subspan(begin);
            look_up(batch);
            // A dry run handles the whole file at once, so that each row is judged on the state that those before it
            // would leave.
            if (!options_.dry_run || done == total) {
                carry_out(options_.dry_run ? std::span(rows) : batch);
                report_on(rows, report);
            }
            tell(done, total);
        }
        return report;
    }

private:
    void tell(std::size_t done, std::size_t total) const {
        if (options_.progress) options_.progress(done, total);
    }

    PlannedRow read(const CsvRow& row) {
        PlannedRow read{.line = row.line, .email = std::string(exchange::email_in(heading_, row))};
        if (const auto refusal = heading_.refuse(row)) {
            read.cells = *refusal;
            return read;
        }
        const auto address = read_address(read.email);
        const bool again = address && !addresses_.insert(address->key()).second;
        if (again) {
            read.cells = Refusal{.reason = Reason::duplicate, .field = Field::email};
        } else {
            read.cells = exchange::read_user(heading_, row);
        }
        return read;
    }

    /// Returns the users who have the rows' addresses now, and nobody for a row that names none.
    std::vector<std::optional<User>> users_of(std::span<const PlannedRow> rows) const {
        std::vector<EmailAddress> addresses;
        for (const PlannedRow& row : rows) {
            if (row.cells) addresses.push_back(row.cells->email);
        }
        auto found = service_.find_all(account_, addresses);
        auto next = found.begin();
        std::vector<std::optional<User>> users;
        for (const PlannedRow& row : rows) users.push_back(row.cells ? std::move(*next++) : std::nullopt);
        return users;
    }

    void look_up(std::span<PlannedRow> rows) const {
        auto users = users_of(rows);
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].user = std::move(users[i]);
    }

    /// Carries out the rows, and repeats those whose user another change has altered since they were looked up.
    void carry_out(std::span<PlannedRow> rows) const {
        ask(rows);
        for (int i = 1; i < max_plans && plan_again(rows); ++i) {
            for (PlannedRow& row : rows) {
                if (options_.dry_run) row.answer.reset();  // Nothing is done yet, so all are asked again.
            }
            ask(rows);
        }
    }

    /// Clears the answers of rows that were refused and whose user is no longer as planned. Returns whether there are
    /// any.
    bool plan_again(std::span<PlannedRow> rows) const {
        const auto is_refused = [](const PlannedRow& row) { return row.cells && !row.answer->has_value(); };
        if (std::none_of(rows.begin(), rows.end(), is_refused)) return false;
        auto users = users_of(rows);
        bool any = false;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!is_refused(rows[i]) || users[i] == rows[i].user) continue;
            rows[i].user = std::move(users[i]);
            rows[i].answer.reset();
            any = true;
        }
        return any;
    }

    /// Answers the rows that have no answer yet.
    void ask(std::span<PlannedRow> rows) const {
        std::vector<Request> requests;
        std::vector<PlannedRow*> asked;
        for (PlannedRow& row : rows) {
            if (row.answer) continue;
            if (!row.cells) {
                row.answer = row.cells.error();
                continue;
            }
            requests.push_back(request_for(row));
            asked.push_back(&row);
        }
        auto answers = service_.apply_all(account_, requests, service_.now(), {.dry_run = options_.dry_run});
        for (std::size_t i = 0; i < asked.size(); ++i) asked[i]->answer = std::move(answers[i]);
    }

    /// Returns the request that changes the user, as they are now, to what the row says.
    Request request_for(const PlannedRow& row) const {
        const auto& [email, profile, deactivated, by_hand] = *row.cells;
        const bool is_deactivated = row.user && std::holds_alternative<Deactivated>(row.user->state);
        Request request{.by = by_};
        if (row.user) {
            request.subject = row.user->id;
            request.revision = row.user->revision;
            request.commands.emplace_back(Edit{profile});  // Even if it changes nothing: it checks the permission.
        } else {
            request.commands.emplace_back(
                Invite{.email = email,
                       .profile = {.name = profile.name.value_or(""),
                                   .locale = profile.locale.value_or(""),
                                   .roles = profile.roles.value_or(std::vector<std::string>{}),
                                   .attributes = profile.attributes},
                       .terms = {.by_hand = by_hand}});
        }
        if (deactivated == true && !is_deactivated) request.commands.emplace_back(Deactivate{});
        if (deactivated == false && is_deactivated) request.commands.emplace_back(Activate{});
        return request;
    }

    /// Reports on rows that are finished.
    void report_on(std::vector<PlannedRow>& rows, ImportReport& report) const {
        for (PlannedRow& row : rows) report.rows.push_back(outcome_of(row));
        rows.clear();
    }

    ImportRow outcome_of(PlannedRow& row) const {
        ImportRow result{.line = row.line, .email = std::move(row.email), .outcome = ImportOutcome::refused};
        const Result<Done>& answer = *row.answer;
        if (!answer) {
            result.refusal = answer.error();
            return result;
        }
        const bool added = answer->changed && answer->user.revision == 1;
        result.outcome = added             ? ImportOutcome::added
                         : answer->changed ? ImportOutcome::updated
                                           : ImportOutcome::unchanged;
        if (!added || !options_.dry_run) result.user = answer->user.id;
        if (added) result.token = answer->token;
        return result;
    }

    Service& service_;
    const AccountId& account_;
    const Actor& by_;
    const ImportOptions& options_;
    const exchange::UserHeading& heading_;
    std::unordered_set<std::string> addresses_;
};

}  // namespace

Result<ImportReport> import_users(Service& service, const AccountId& account, std::string_view csv, const Actor& by,
                                  const ImportOptions& options) {
    if (csv.size() > options.max_size) return Refusal{.reason = Reason::too_long, .field = Field::csv};
    const auto converted = exchange::from_utf16(csv);
    if (!converted) {
        return Refusal{.reason = Reason::not_utf8, .remedy = Remedy::save_as_utf8, .field = Field::csv};
    }
    const std::string_view text = converted->empty() ? csv : *converted;
    CsvReader rows(text, {.cell = options.max_cell}, exchange::delimiter_of(text));
    auto first = next_row(rows);
    if (first && exchange::is_separator_line(*first)) first = next_row(rows);
    if (!first) return Refusal{.reason = Reason::empty, .field = Field::csv};
    const auto heading = exchange::UserHeading::parse(*first, service.policy());
    if (!heading) return heading.error();
    std::size_t total = 0;
    for (CsvReader counter = rows; next_row(counter);) {
        if (++total > options.max_rows) return Refusal{.reason = Reason::too_many, .field = Field::csv};
    }
    return UserImport(service, account, by, options, *heading).run(rows, total);
}

}  // namespace beckon
