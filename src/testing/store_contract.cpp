// SPDX-License-Identifier: MIT
#include "beckon/testing/store_contract.hpp"

#include <exception>
#include <initializer_list>

#include "testing/contract_checks.hpp"

namespace beckon::testing {

const std::vector<ContractCheck>& store_contract() {
    static const std::vector<ContractCheck> all = [] {
        std::vector<ContractCheck> checks;
        const auto add = [&](Port port, std::initializer_list<std::vector<ContractCheck> (*)()> parts) {
            for (const auto part : parts) {
                for (ContractCheck check : part()) {
                    check.port = port;
                    checks.push_back(check);
                }
            }
        };
        add(Port::users, {user_checks, look_checks, commit_checks, precondition_checks, key_checks, batch_checks,
                          event_checks, erasure_checks, purge_checks});
        add(Port::directory, {list_checks, order_checks, filter_checks, delivery_checks});
        add(Port::outbox, {mail_checks, claim_checks, settlement_checks, bounce_checks});
        add(Port::users, {value_checks, account_checks, durability_checks, limit_checks, second_checks, thread_checks});
        return checks;
    }();
    return all;
}

std::vector<ContractFailure> check_store(const StoreUnderTest& store) {
    std::vector<ContractFailure> failures;
    for (const ContractCheck& check : store_contract()) {
        if (!check.runs_on(store)) continue;
        try {
            check.run(store);
        } catch (const std::exception& error) {
            failures.push_back({check.name, error.what()});
        }
    }
    return failures;
}

}  // namespace beckon::testing
