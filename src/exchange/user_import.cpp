// SPDX-License-Identifier: MIT
#include "beckon/exchange/user_import.hpp"

#include <unordered_set>
#include <utility>
#include <variant>

#include "beckon/exchange/csv.hpp"
#include "beckon/service/service.hpp"
#include "exchange/user_cells.hpp"
#include "service/draft.hpp"
#include "service/execution.hpp"

namespace beckon {

namespace detail {

/// One import, from the row behind the first to the last.
class UserImport {
public:
    UserImport(Service& service, const AccountId& account, const Actor& by, const ImportOptions& options,
               const UserHeading& heading)
        : config_(service.config_),
          account_(account),
          options_(options),
          heading_(heading),
          execution_(*service.store_, service.config_, account, by),
          trial_(*service.store_, account) {}

    ImportReport run(CsvReader rows, std::size_t total) {
        ImportReport report;
        report.rows.reserve(total);
        tell(0, total);
        while (report.rows.size() < total) {
            std::vector<Row> batch;
            while (batch.size() < batch_size) {
                const auto row = rows.next();
                if (!row) break;
                batch.push_back(read(*row));
            }
            const auto plan = [&](std::size_t index, const Draft& draft) { return plan_for(batch[index], draft); };
            auto answers = options_.dry_run ? execution_.try_all(trial_, batch.size(), plan)
                                            : execution_.run_all(batch.size(), plan);
            for (std::size_t i = 0; i < batch.size(); ++i) {
                report.rows.push_back(outcome_of(std::move(batch[i]), answers[i]));
            }
            tell(report.rows.size(), total);
        }
        return report;
    }

private:
    struct Row {
        std::size_t line = 0;
        std::string email;
        Result<UserCells> cells;
    };

    void tell(std::size_t done, std::size_t total) const {
        if (options_.progress) options_.progress(done, total);
    }

    Row read(const CsvRow& row) {
        Row read{row.line, std::string(email_in(heading_, row)), Refusal{}};
        if (const auto refusal = heading_.refuse(row)) {
            read.cells = *refusal;
            return read;
        }
        const auto address = EmailAddress::parse(read.email);
        const bool again = address && !addresses_.insert(address->key()).second;
        if (again) {
            read.cells = Refusal{.reason = Reason::duplicate, .field = "email"};
        } else {
            read.cells = read_user(heading_, row);
        }
        return read;
    }

    /// The commands that bring the user, as they are now, to what the row says.
    Result<Planned> plan_for(const Row& row, const Draft& account) const {
        if (!row.cells) return row.cells.error();
        const auto& [email, profile, deactivated] = *row.cells;
        auto user = account.find(email);
        const bool is_deactivated = user && std::holds_alternative<Deactivated>(user->state);
        std::vector<Command> commands;
        if (user) {
            commands.emplace_back(Edit{profile});  // Also where it changes nothing: it asks who may.
        } else {
            commands.emplace_back(Invite{account_, config_.new_user_id(), email,
                                         Profile{.name = profile.name.value_or(""),
                                                 .roles = profile.roles.value_or(std::vector<std::string>{}),
                                                 .teams = profile.teams.value_or(std::vector<std::string>{}),
                                                 .inboxes = profile.inboxes.value_or(std::vector<std::string>{})}});
        }
        if (deactivated == true && !is_deactivated) commands.emplace_back(Deactivate{});
        if (deactivated == false && is_deactivated) commands.emplace_back(Activate{});
        return Planned{std::move(user), std::move(commands)};
    }

    ImportRow outcome_of(Row row, const Result<Done>& answer) const {
        ImportRow result{.line = row.line, .email = std::move(row.email), .outcome = ImportOutcome::refused};
        if (!answer) {
            result.refusal = answer.error();
            return result;
        }
        const bool added = answer->changed && answer->user.revision == 1;
        result.outcome = added             ? ImportOutcome::added
                         : answer->changed ? ImportOutcome::updated
                                           : ImportOutcome::unchanged;
        if (!added || !options_.dry_run) result.user = answer->user.id;
        return result;
    }

    const ServiceConfig& config_;
    const AccountId& account_;
    const ImportOptions& options_;
    const UserHeading& heading_;
    Execution execution_;
    Draft trial_;  // what a dry run has come to
    std::unordered_set<std::string> addresses_;
};

}  // namespace detail

Result<ImportReport> import_users(Service& service, const AccountId& account, std::string_view csv, const Actor& by,
                                  const ImportOptions& options) {
    if (csv.size() > options.max_size) return Refusal{.reason = Reason::too_long, .field = "csv"};
    CsvReader rows(csv, {.cell = options.max_cell});
    const auto first = rows.next();
    if (!first) return Refusal{.reason = Reason::empty, .field = "csv"};
    const auto heading = detail::UserHeading::parse(*first);
    if (!heading) return heading.error();
    std::size_t total = 0;
    for (CsvReader counter = rows; counter.next();) {
        if (++total > options.max_rows) return Refusal{.reason = Reason::too_many, .field = "csv"};
    }
    return detail::UserImport(service, account, by, options, *heading).run(rows, total);
}

}  // namespace beckon
