/** The shapes of the API, made by `npm run api` from its document. Not to be changed by hand. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccessTokenResponse: {
            accessToken: string;
            /** Format: int64 */
            expiresIn: number;
            refreshToken: string;
            tokenType: null | string;
        };
        /** @description What an administrator says of an account. */
        AccountBody: {
            /**
             * @description True ends its sessions and lets nobody in; its records keep its name.
             * @default false
             */
            disabled: boolean;
            name?: null | string;
            /** @description Code. */
            organisation?: null | string;
            /** @description The code of a role. */
            role?: null | string;
            /** @description Code; narrows what the account sees to this town. */
            town?: null | string;
        };
        /** @description What came of importing a list of people. */
        AccountImportOutcome: {
            /** @description What looks like a mistake and may be meant: it is kept out until it is accepted. */
            asks: string[];
            /** @description By row and cell; an answer of the API has the first ones. */
            bad: components["schemas"]["BadRow"][];
            /**
             * Format: int32
             * @description How many bad rows there are in all.
             */
            badRows: number;
            /** Format: int32 */
            changed: number;
            /**
             * @description False for a dry run, when bad rows kept the others out, and when something is to be accepted
             *         first.
             */
            kept: boolean;
            /** Format: int32 */
            new: number;
            /** @description How the file was read, what was passed over, and what else came of it. */
            notes: string[];
            /** @description Of the new accounts; shown this once. None where nothing was kept. */
            passwords: components["schemas"]["NewPasswordAnswer"][];
            /** @description The first rows as they were understood. */
            sample: string[];
            /** Format: int32 */
            unchanged: number;
        };
        /** @description An account as a list shows it. */
        AccountItem: {
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            disabledAt: null | string;
            login: string;
            name: string;
            organisation: string;
            role: string;
            town: null | string;
        };
        /** @description A lamp circuit or distribution box that the water may reach. */
        AlarmCircuit: {
            code: string;
            /** Format: uuid */
            id: string;
            /** Format: double */
            lat: number;
            /** Format: double */
            lon: number;
            name: string;
            /**
             * @description on or off, by the alarm's log.
             * @default on
             */
            power: string;
            /** @description lamp_circuit or distribution_box. */
            type: string;
        };
        /** @description The alarm for water at the lamps (触电风险). It stays open until people have dealt with it. */
        AlarmItem: {
            /** Format: date-time */
            acknowledgedAt: null | string;
            acknowledgedBy: null | string;
            /** @description To be cut, as they were when the alarm was raised. */
            circuits: components["schemas"]["AlarmCircuit"][];
            /**
             * Format: int32
             * @description The water when it was raised, or came back.
             */
            depthMm: number;
            /** Format: uuid */
            event: string;
            /** Format: date-time */
            finishedAt: null | string;
            finishedBy: null | string;
            held: null | components["schemas"]["HeldLevel"];
            /** Format: uuid */
            id: string;
            log: components["schemas"]["AlarmStep"][];
            /**
             * @description Sensors whose evidence is needed are silent or gone: a person may look and
             *         confirm in their place.
             */
            mayConfirmOnSite: boolean;
            /**
             * @description Power may be switched on by a person: each sensor that had water at the lamps has measured since then that it is off
             *     them, or a person has seen it on site.
             */
            mayRestore: boolean;
            /**
             * Format: date-time
             * @description When the water will have stayed off the lamps for the time set when it was raised; null
             *         while it is at them.
             */
            mayRestoreAt: null | string;
            name: string;
            /**
             * Format: int32
             * @description The water now, of the deepest sensor that is heard of; null when none is.
             */
            nowMm: null | number;
            /** Format: date-time */
            raisedAt: string;
            /** Format: date-time */
            reachedAt: string;
            section: string;
            /** @description Their codes. */
            silent: string[];
            /**
             * Format: date-time
             * @description When the first of them last sent; null when none is silent, or one never sent.
             */
            silentSince: null | string;
            town: null | string;
        };
        AlarmNote: {
            /** @description What the person saw or agreed. */
            note?: null | string;
        };
        AlarmStep: {
            /** @description Who did it; null for the system. */
            account: null | string;
            /**
             * @description raised, returned (the water was off the lamps meanwhile), acknowledged, power_off, power_on,
             *         seen_on_site, finished.
             */
            action: string;
            /** Format: date-time */
            at: string;
            circuit: null | string;
            note: null | string;
            /** Format: int32 */
            seq: number;
        };
        AnswerProblem: {
            /** @description The problem's code. */
            code: string;
            field: string;
            reason: string;
        };
        /**
         * @description When a question is asked: a small expression over earlier answers, as data. Exactly one of these shapes:
         *     `{"field":"closed","is":"yes"}`, `{"field":"kind","in":["a","b"]}`,
         *     `{"field":"height","atLeast":2.5}`, `{"field":"height","atMost":4}`,
         *     `{"field":"note","answered":true}`, `{"all":[…]}`, `{"any":[…]}`, `{"not":{…}}`. Of a
         *     multi-choice, `is` and `in` mean that one of its answers is.
         */
        AskWhen: {
            all: null | components["schemas"]["AskWhen"][];
            answered: null | boolean;
            any: null | components["schemas"]["AskWhen"][];
            /** Format: double */
            atLeast: null | number;
            /** Format: double */
            atMost: null | number;
            field: null | string;
            in: null | string[];
            is: null | string;
            not: null | components["schemas"]["AskWhen"];
        };
        /** @description A finding as it is sent; its id is in the address. */
        AssessmentBody: {
            /**
             * Format: uuid
             * @description Likewise.
             */
            case?: null | string;
            /** @description Whose, for an item of contractors. */
            contractor?: null | string;
            /** Format: date */
            foundOn?: null | string;
            item?: null | string;
            note?: null | string;
            /** @description As declared; their bytes come by /api/v1/uploads. */
            photos?: null | components["schemas"]["PhotoBody"][];
            position?: null | components["schemas"]["SentPosition"];
            /**
             * Format: uuid
             * @description The field record that shows it, where there is one.
             */
            report?: null | string;
            /**
             * Format: int32
             * @description 1 when left out.
             */
            times?: null | number;
            /** @description Whose, for an item of towns. */
            town?: null | string;
        };
        /** @description A finding as it should have been entered. What shows it (report, case, position, photos) stays. */
        AssessmentCorrection: {
            contractor?: null | string;
            /** Format: date */
            foundOn?: null | string;
            item?: null | string;
            note?: null | string;
            /** Format: int32 */
            times?: null | number;
            town?: null | string;
        };
        AssessmentDecision: {
            /** @description approve or refuse. */
            decision?: null | string;
            /** @description Why; needed to refuse. */
            note?: null | string;
        };
        AssessmentPhoto: {
            sha256: string;
            /** @description declared or verified, once its bytes are there. */
            state: string;
        };
        /** @description What a town or a contractor has left of its points in a month, or in other days. */
        AssessmentScore: {
            code: string;
            /** @description By the index's components, what is left of each; empty for contractors. */
            components: {
                [key: string]: number;
            };
            /** Format: double */
            feeYuan: number;
            /** Format: int32 */
            findings: number;
            name: string;
            /** Format: double */
            pointsLost: number;
            /**
             * Format: int32
             * @description Within its subject; 1 is the best, equal scores share a place.
             */
            rank: number;
            /** Format: double */
            score: number;
            subject: string;
        };
        /** @description A finding with what it costs by the standard of the day it was recorded. */
        AssessmentView: {
            /**
             * @description none where no second person is needed, else proposed, approved or refused; what is proposed
             *         or refused counts for nothing.
             */
            approval: string;
            /** Format: uuid */
            case: null | string;
            caseNumber: null | string;
            /** @description Its corrections and its withdrawal, the first one first; told of one finding, empty in lists. */
            changes: components["schemas"]["ChangeEntry"][];
            /** @description Of the index; towns alone. */
            component: null | string;
            contractor: null | string;
            contractorName: null | string;
            /** Format: date-time */
            decidedAt: null | string;
            decidedBy: null | string;
            decisionNote: null | string;
            /** Format: double */
            feeYuan: number;
            /** Format: date */
            foundOn: string;
            /** Format: uuid */
            id: string;
            item: string;
            itemName: string;
            note: null | string;
            photos: components["schemas"]["AssessmentPhoto"][];
            /** Format: double */
            points: number;
            position: null | components["schemas"]["LonLat"];
            /** Format: date-time */
            recordedAt: string;
            recordedBy: null | string;
            /** Format: uuid */
            report: null | string;
            subject: string;
            /** Format: int32 */
            times: number;
            town: null | string;
            townName: null | string;
            unit: string;
            /** Format: date-time */
            withdrawnAt: null | string;
            withdrawnBecause: null | string;
        };
        /** @description Something that a line can say was done. */
        AuditAction: {
            code: string;
            name: string;
            nameEn: string;
        };
        /** @description A line of the audit log. */
        AuditItem: {
            action: string;
            actionName: string;
            actionNameEn: string;
            address: null | string;
            /** @description The same as they are now; of other actions what else there is to say. */
            after: unknown;
            /** @description The browser, the phone app or the verb. */
            agent: null | string;
            /** Format: date-time */
            at: string;
            /** @description Of a change the members that changed, as they were. */
            before: unknown;
            /** @description SHA-256 over the hash of the line before and this line, as hex digits. */
            hash: string;
            /**
             * @description Who: an account, the operating system's user of a verb, the database's role of SQL by hand;
             *         empty for a stranger.
             */
            login: string;
            /**
             * Format: int64
             * @description 1, 2, 3, … without gaps.
             */
            seq: number;
            subjectId: null | string;
            subjectKind: null | string;
        };
        /** @description A row of a bureau's list that cannot be taken: where, what, and why in both languages. */
        BadRow: {
            /** @description Stable; one of docs/problems.md. */
            code: null | string;
            /** @description The column's name, as the file has it; null when it is about the row as a whole. */
            column: null | string;
            /** @description A sentence in English. */
            reason: string;
            /** @description The same in Chinese. */
            reasonZh: string;
            /**
             * Format: int32
             * @description The file's row as a spreadsheet program shows it, or the feature's number in a file of features,
             *         from 1.
             */
            row: number;
            /** @description The workbook's sheet; null where the file has none. */
            sheet: null | string;
            suggestion: null | components["schemas"]["LonLat"];
            /** @description What stands there; null when nothing does. */
            value: null | string;
        };
        /** @description A base map as a browser draws it. */
        BaseMap: {
            attribution: string;
            /** @description Where the attribution leads; null for nowhere. */
            attributionUrl: null | string;
            code: string;
            /** @description wgs84, cgcs2000 or gcj02; tiles of the last are to be shifted. */
            coordSystem: string;
            /** @description The lowest first. */
            layers: components["schemas"]["BaseMapLayer"][];
            name: string;
            nameEn: string;
        };
        /** @description A layer of a base map. */
        BaseMapLayer: {
            /** @description West, south, east and north of what a file holds, in degrees; null when not known. */
            bounds: null | number[];
            /** @description The address of a PMTiles file on this server, which answers ranges; null otherwise. */
            file: null | string;
            /** @description Rows are counted from the south. */
            isFromSouth: boolean;
            /** @description Vector tiles; pictures otherwise. */
            isVector: boolean;
            /**
             * Format: int32
             * @description The deepest zoom that has tiles.
             */
            maxZoom: number;
            /**
             * Format: int32
             * @description The shallowest zoom that has tiles.
             */
            minZoom: number;
            /** @description Addresses with {z}, {x} and {y}, to be asked in turn; none of a file. */
            tiles: string[];
            /**
             * Format: int32
             * @description Pixels a side.
             */
            tileSize: number;
        };
        Block: components["schemas"]["BlockParagraph"] | components["schemas"]["BlockTableBlock"] | components["schemas"]["BlockChartBlock"];
        BlockChartBlock: {
            /** @enum {string} */
            $type: "chart";
            chart: components["schemas"]["Chart"];
        };
        /** @description Sentences that are printed as one paragraph. */
        BlockParagraph: {
            /** @enum {string} */
            $type: "paragraph";
            sentences: components["schemas"]["Sentence"][];
        };
        BlockTableBlock: {
            /** @enum {string} */
            $type: "table";
            table: components["schemas"]["Table"];
        };
        /**
         * @description A bulletin (通报) as a person reads it: the one model behind the .docx, the .xlsx, the web page and the
         *         JSON.
         */
        Bulletin: {
            /** @description 发文字号, e.g. 城管通〔2024〕1号; null in bulletins from before numbers were given out. */
            documentNumber: null | string;
            /**
             * Format: date
             * @description First day of the period.
             */
            from: string;
            imprint: null | components["schemas"]["Imprint"];
            /** @description E.g. 2023年第12期. */
            issueNumber: string;
            /** @description Who signs, 发文机关署名. */
            issuer: string;
            /** @description The red line on top, 发文机关标志. */
            masthead: string;
            /** @description 主送机关, without the colon; empty for none. */
            recipients: string;
            seal: components["schemas"]["Seal"];
            /** @description In the order of reading, all levels in one list. */
            sections: components["schemas"]["Section"][];
            /**
             * Format: date
             * @description 成文日期.
             */
            signedOn: string;
            /** @description E.g. 关于2023年12月城市管理巡查处置情况的通报. */
            title: string;
            /**
             * Format: date
             * @description Last day of the period.
             */
            to: string;
        };
        /** @description A revision of a closed month. */
        BulletinRevision: {
            /** @description Why they differ. */
            causes: components["schemas"]["ChangeCause"][];
            /**
             * Format: int32
             * @description How many figures differ in all: totals, towns, organisations, categories.
             */
            changes: number;
            /** Format: date-time */
            closedAt: string;
            /**
             * @description 发文字号, e.g. 城管通〔2024〕1号; null until it is issued, and in bulletins from before there
             *         were numbers.
             */
            documentNumber: null | string;
            /**
             * Format: date-time
             * @description Null until it is printed for the first time.
             */
            issuedAt: null | string;
            /** @description yyyy-MM. */
            month: string;
            /** Format: int32 */
            revision: number;
            /** @description Hex; what is printed on its last page. */
            sha256: string;
            /** @description The totals that differ from the revision before. */
            totals: components["schemas"]["FigureChange"][];
        };
        BundlePartOfFieldMe: {
            content: null | components["schemas"]["FieldMe"];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldCategory: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldCategory"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldCheck: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldCheck"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldFacility: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldFacility"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldFacilityType: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldFacilityType"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldGrid: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldGrid"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldLimit: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldLimit"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldPerson: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldPerson"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldTask: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldTask"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFieldTown: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FieldTown"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        BundlePartOfIReadOnlyListOfFormAnswer: {
            /** @description Null when it is what the phone has. */
            content: null | components["schemas"]["FormAnswer"][];
            /** @description Send it in have the next time. */
            etag: string;
        };
        CalendarDay: {
            /** Format: date */
            day: string;
            /** @description It was said so; otherwise its weekday says it. */
            isException: boolean;
            isWorking: boolean;
            /**
             * Format: double
             * @description Of working time.
             */
            minutes: number;
            note: null | string;
            /** @description The notice that says so. */
            source: null | string;
        };
        CalendarDayBody: {
            isWorking?: null | boolean;
            note?: null | string;
            source?: null | string;
        };
        /** @description An action, as it is called and what its step asks. */
        CaseActionItem: {
            /**
             * @description organisation, townOffice, condition, into, until, answers, category, position: beside note and
             *         photos, which go with every step.
             */
            asks: string[];
            /** @description To do. */
            button: components["schemas"]["Words"];
            /**
             * @description What it does to the case's clock: start, extend, suspend, …; null where that follows from the
             *         status.
             */
            clock: null | string;
            code: string;
            /** @description Done. */
            logged: components["schemas"]["Words"];
            /** @description onward, what usually comes next; beside; ending, what ends or undoes. */
            place: string;
        };
        CaseAnswer: {
            /** @description The steps that the caller may take now. */
            allowed: string[];
            category: string;
            categoryName: string;
            checker: null | components["schemas"]["CheckerAnswer"];
            clock: null | components["schemas"]["ClockAnswer"];
            /** Format: date-time */
            closedAt: null | string;
            description: null | string;
            /** Format: date-time */
            dispatchedAt: null | string;
            facility: null | string;
            facilityName: null | string;
            /** @description What citizens said that opened or joined it, or what was merged into it. */
            feedback: components["schemas"]["CaseFeedback"][];
            /** Format: date-time */
            filedAt: null | string;
            /** @description By flag, an object that says what was seen. */
            flagReasons: {
                [key: string]: unknown;
            };
            /** @description What looks implausible about the report behind it. */
            flags: string[];
            /** Format: date-time */
            handledAt: null | string;
            /**
             * @description The published form that whoever handles it fills in; null when its category asks
             *         nothing.
             */
            handlingForm: null | string;
            /** Format: uuid */
            id: string;
            log: components["schemas"]["CaseLogEntry"][];
            /** @description The cases that it is worked in place of, and those that were merged into these. */
            merged: components["schemas"]["CaseReference"][];
            mergedInto: null | components["schemas"]["CaseReference"];
            number: string;
            organisation: string;
            organisationName: string;
            /** @description Those of the record behind the case, of those that joined it, and of its steps. */
            photos: components["schemas"]["PhotoReceipt"][];
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            rectifiedOnSite: boolean;
            /** Format: date-time */
            reportedAt: string;
            source: string;
            /** Format: uuid */
            sourceId: string;
            /**
             * @description The reports behind it and behind those that were merged into it; none for a feedback or a
             *         ponding event.
             */
            sources: components["schemas"]["CaseSource"][];
            /** @enum {string} */
            status: "pending_verify" | "pending_register" | "not_accepted" | "pending_dispatch" | "pending_handle" | "handling" | "suspended" | "pending_check" | "pending_close" | "closed" | "forced_close" | "cancelled" | "merged";
            statusName: string;
            town: string;
            townName: string;
            /** Format: date-time */
            transferredAt: null | string;
            /**
             * Format: date-time
             * @description The last time; null once it moved on from where it stood then.
             */
            urgedAt: null | string;
            /**
             * Format: int32
             * @description How often it was urged (催办), in all.
             */
            urges: number;
            /**
             * Format: int32
             * @description Also the ETag.
             */
            version: number;
        };
        CaseCategoryCount: {
            /** Format: int32 */
            cases: number;
            category: string;
            categoryName: string;
        };
        CaseCountsAnswer: {
            /**
             * Format: int32
             * @description How many the caller's list holds.
             */
            cases: number;
            /** @description Those with the most cases, the first first. */
            categories: components["schemas"]["CaseCategoryCount"][];
            /**
             * Format: int32
             * @description Of them, how many whose time is over and that are not handled yet.
             */
            overdue: number;
            /** @description How many of each status that there are any of. */
            statuses: {
                [key: string]: number;
            };
        };
        /** @description What a citizen said; the phone number stays on the receipt. */
        CaseFeedback: {
            /** Format: uuid */
            id: string;
            kindName: string;
            kindNameEn: string;
            /** Format: date-time */
            receivedAt: string;
            /**
             * Format: int32
             * @description 1 to 5.
             */
            stars: number;
            words: null | string;
        };
        CaseHourItem: {
            /**
             * Format: int32
             * @description How many the caller's list of this hour holds.
             */
            cases: number;
            /** @description Also a value of the list's filter `hour`: 1-08 is Monday from 8 to 9. */
            hour: string;
        };
        CaseHoursAnswer: {
            /** @description Of the hours in which cases were reported, from Monday on. */
            items: components["schemas"]["CaseHourItem"][];
        };
        CaseInBox: {
            categoryName: string;
            /** Format: uuid */
            id: string;
            number: string;
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            /** Format: date-time */
            reportedAt: string;
            stage: string;
            /** @enum {string} */
            status: "pending_verify" | "pending_register" | "not_accepted" | "pending_dispatch" | "pending_handle" | "handling" | "suspended" | "pending_check" | "pending_close" | "closed" | "forced_close" | "cancelled" | "merged";
            townName: string;
        };
        CaseItem: {
            category: string;
            categoryName: string;
            /** @description running, due_soon, overdue, suspended, met, missed; null without a deadline. */
            clockState: null | string;
            /** Format: date-time */
            closedAt: null | string;
            /**
             * Format: date-time
             * @description Null until it is handed to somebody, and where no limit holds.
             */
            deadline: null | string;
            description: null | string;
            /** Format: uuid */
            id: string;
            number: string;
            organisation: string;
            organisationName: string;
            /** @description Its time is over and it is not handled yet. */
            overdue: boolean;
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            rectifiedOnSite: boolean;
            /** Format: date-time */
            reportedAt: string;
            source: string;
            /** @enum {string} */
            status: "pending_verify" | "pending_register" | "not_accepted" | "pending_dispatch" | "pending_handle" | "handling" | "suspended" | "pending_check" | "pending_close" | "closed" | "forced_close" | "cancelled" | "merged";
            statusName: null | string;
            town: string;
            townName: string;
            /**
             * Format: date-time
             * @description The last time; null once it moved on from where it stood then.
             */
            urgedAt: null | string;
            /**
             * Format: int32
             * @description How often it was urged (催办), in all.
             */
            urges: number;
            /** Format: int32 */
            version: number;
        };
        CaseLogEntry: {
            action: string;
            /** @description The account's name; null when a citizen or the system acted. */
            actor: null | string;
            /** Format: date-time */
            at: string;
            detail: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            deviceAt: null | string;
            fromStatus: null | string;
            /** @description Chains the entry to the one before, in hexadecimal. */
            hash: string;
            note: null | string;
            /** Format: int32 */
            seq: number;
            toStatus: string;
        };
        /** @description What stands in logs beside actions. */
        CaseNoteItem: {
            code: string;
            logged: components["schemas"]["Words"];
        };
        CaseQueueItem: {
            /**
             * Format: int32
             * @description How many the caller's list of this queue holds.
             */
            cases: number;
            /** @description The caller's role moves on what waits there; always true of those that are no step's. */
            isOurs: boolean;
            /** @description Also a value of the list's filter `queue`. */
            queue: string;
        };
        CaseQueuesAnswer: {
            /** @description All queues, in the order in which a case goes through them. */
            items: components["schemas"]["CaseQueueItem"][];
        };
        CaseReceipt: {
            /** Format: uuid */
            id: string;
            mergedInto: null | components["schemas"]["CaseReceipt"];
            number: string;
            status: string;
        };
        CaseReference: {
            /** Format: uuid */
            id: string;
            number: string;
        };
        CasesInBox: {
            items: components["schemas"]["CaseInBox"][];
            /**
             * Format: int32
             * @description In the box; Items holds the newest of them.
             */
            total: number;
        };
        /** @description A report behind a case, with what whoever judges it has to know. */
        CaseSource: {
            /** Format: float */
            accuracyMetres: null | number;
            /**
             * @description In the form's order, with the words that were asked; what the form does not know comes
             *         last.
             */
            answers: components["schemas"]["FilledAnswer"][];
            description: null | string;
            /**
             * Format: date-time
             * @description What the device said, where that cannot be right.
             */
            deviceObservedAt: null | string;
            /** @description By flag, an object that says what was seen. */
            flagReasons: {
                [key: string]: unknown;
            };
            flags: string[];
            form: null | string;
            /** Format: int32 */
            formVersion: null | number;
            gateway: null | string;
            /** Format: date-time */
            observedAt: string;
            /** @description The reporter's name; null for a gateway's. */
            officer: null | string;
            patrol: null | components["schemas"]["SourcePatrol"];
            photos: components["schemas"]["PhotoReceipt"][];
            /** @description WGS84, as this report has it. */
            position: components["schemas"]["LonLat"];
            /** Format: date-time */
            receivedAt: string;
            /** Format: uuid */
            report: string;
            /** Format: date-time */
            sentAt: null | string;
            source: string;
        };
        /** @description What goes with a step. */
        CaseStepBody: {
            /** @description For handle: what was filled in, which may come to quantities of work. */
            answers?: null | {
                [key: string]: unknown;
            };
            /** @description For recategorise: the code of the category that it is of. */
            category?: null | string;
            /**
             * Format: uuid
             * @description For file, dispatch and transfer: the id of the category's filing condition whose limit
             *         holds; the first one when left out.
             */
            condition?: null | string;
            /**
             * Format: date-time
             * @description The device's time, for steps that were taken without a signal.
             */
            deviceAt?: null | string;
            /**
             * @description For handle: the form that was filled in, when it may no longer be the category's handling form;
             *         that when left out.
             */
            form?: null | string;
            /**
             * Format: int32
             * @description For handle: the latest published one when left out.
             */
            formVersion?: null | number;
            /**
             * Format: uuid
             * @description For merge: the case that is the same problem and goes on.
             */
            into?: null | string;
            note?: null | string;
            /**
             * @description For dispatch: who is to put it right; the category's organisation stays when left out.
             *         For transfer: a town's office; that of the case's town when left out.
             */
            organisation?: null | string;
            photos?: null | components["schemas"]["PhotoBody"][];
            position?: null | components["schemas"]["SentPosition"];
            /**
             * Format: date-time
             * @description The device's clock when it sends, by which a wrong one is put right.
             */
            sentAt?: null | string;
            /**
             * Format: uuid
             * @description Made by the client: the same step sent again after a lost answer is not taken twice.
             */
            stepId?: null | string;
            /**
             * Format: date-time
             * @description For suspend: when the case comes back by itself, within a year; a year when left out.
             */
            until?: null | string;
        };
        /** @description A step of the graph, as it is told and changed. */
        CaseStepItem: {
            action: string;
            from: string;
            /** @description It judges somebody else's report or work; where a checker was drawn, it is for them. */
            isCheck: boolean;
            needsNote: boolean;
            /** @description Actions; who took the last of them on the case may not take this step. */
            notBy?: null | string[];
            /** @description Who may take it. */
            roles: string[];
            to: string;
        };
        CaseStepsAnswer: {
            /** @description All that steps may be of, in the order of their buttons. */
            actions: components["schemas"]["CaseActionItem"][];
            /**
             * Format: date-time
             * @description Null for the graph that ships.
             */
            changedAt: null | string;
            /** @description The account's name. */
            changedBy: null | string;
            /** @description What logs hold beside them. */
            notes: components["schemas"]["CaseNoteItem"][];
            steps: components["schemas"]["CaseStepItem"][];
        };
        CaseStepsBody: {
            /** @description All of them; those that are left out are no steps any more. */
            steps?: null | components["schemas"]["CaseStepItem"][];
        };
        CategoryAnswer: {
            code: string;
            conditions: components["schemas"]["ConditionAnswer"][];
            drawsChecker: boolean;
            form: null | string;
            handlingForm: null | string;
            /** @enum {string} */
            kind: "component" | "event" | "inspection";
            name: string;
            nameEn: null | string;
            organisation: null | string;
            parent: null | string;
            /** Format: date-time */
            retiredAt: null | string;
            standard: string;
            verifyBeforeFiling: boolean;
        };
        CategoryBody: {
            /** @description All of them, the usual one first; those that are there stay when left out. */
            conditions?: null | components["schemas"]["ConditionBody"][];
            /**
             * @description 抽查: who checks its cases is drawn at random; false when left out.
             * @default false
             */
            drawsChecker: boolean;
            form?: null | string;
            /** @description What is filled in when a case of it was put right; nothing when left out. */
            handlingForm?: null | string;
            /** @description component, event or inspection. */
            kind?: null | string;
            name?: null | string;
            nameEn?: null | string;
            organisation?: null | string;
            parent?: null | string;
            /**
             * @description No new report is of it; false when left out.
             * @default false
             */
            retired: boolean;
            /** @description "local" when left out. */
            standard?: null | string;
            /**
             * @description 核实: its reports are looked at on site before they are filed; false when left
             *         out.
             * @default false
             */
            verifyBeforeFiling: boolean;
        };
        CategoryImportOutcome: {
            /** @description What looks like a mistake and may be meant: it is kept out until it is accepted. */
            asks: string[];
            /** @description By row and cell; an answer of the API has the first ones. */
            bad: components["schemas"]["BadRow"][];
            /**
             * Format: int32
             * @description How many bad rows there are in all.
             */
            badRows: number;
            /** Format: int32 */
            changed: number;
            /**
             * Format: int32
             * @description Filing conditions that the list has.
             */
            conditions: number;
            /**
             * @description False for a dry run, when bad rows kept the others out, and when something is to be accepted
             *         first.
             */
            kept: boolean;
            /** Format: int32 */
            new: number;
            /** @description How the file was read, what was passed over, and what else came of it. */
            notes: string[];
            /** @description The first rows as they were understood. */
            sample: string[];
            /** Format: int32 */
            unchanged: number;
        };
        CategoryItem: {
            code: string;
            /** @description What is filled in for it; null asks nothing but the report itself. */
            form: null | string;
            /** @description What is filled in when a case of it was put right. */
            handlingForm: null | string;
            kind: string;
            name: string;
            nameEn: null | string;
            organisation: null | string;
            parent: null | string;
            /** Format: date-time */
            retiredAt: null | string;
            standard: string;
            /** @description 核实: its reports are looked at on site before they are filed. */
            verifyBeforeFiling: boolean;
        };
        /** @description One cell as it is printed. */
        Cell: {
            /** @description In a workbook, e.g. D12. */
            address: null | string;
            /**
             * Format: int32
             * @description Places after the point as printed.
             */
            decimals: number;
            /** @description Address of the list of records that the number counts, without the host. */
            evidence: null | string;
            /**
             * Format: double
             * @description How far decimal? Cell.Value may lie from the true number: half a unit of the last place where it was
             *         rounded, else 0.
             */
            slack: number;
            /** @description What stands on the paper. */
            text: string;
            /**
             * Format: double
             * @description Null for words and for string Cell.Nothing; a percentage counts in percent.
             */
            value: null | number;
        };
        /** @description A cell by what a reader calls it. */
        CellName: {
            /** @description The column's key. */
            column: string;
            /** @description The row's label as printed. */
            row: string;
            /** @description The table's key. */
            table: string;
        };
        /** @description What came in or was done after a month was frozen and affects its days. */
        ChangeCause: {
            /**
             * @description late_patrol, late_report, late_feedback, late_letter, late_penalty, letter_withdrawn, late_finding,
             *     finding_withdrawn, ponding_corrected; case_ and the step (case_transfer, case_merge, …); settings_changed, with how
             *     many of them (a metric's definition, the calendar, a standard); record_edited where a change left no other trace.
             */
            cause: string;
            /** @description Ids of the records, at most 20. */
            examples: string[];
            /** Format: int64 */
            records: number;
        };
        /** @description A feedback with its changes. */
        ChangedFeedback: {
            changes: components["schemas"]["ChangeEntry"][];
            /** Format: uuid */
            id: string;
            kind: string;
            /** Format: int32 */
            stars: number;
            /** Format: date-time */
            withdrawnAt: null | string;
        };
        /** @description One change of a record, as its readers see it. */
        ChangeEntry: {
            /** @description correct or withdraw. */
            action: string;
            /** @description What has counted since; null after a withdrawal. */
            after: null | {
                [key: string]: unknown;
            };
            /** Format: date-time */
            at: string;
            /** @description What was entered; of the first change, the first version. */
            before: {
                [key: string]: unknown;
            };
            /** @description The account's name. */
            by: string;
            /** Format: date-time */
            deviceAt: null | string;
            /** @description Chains the change to the one before, in hexadecimal. */
            hash: string;
            /** Format: uuid */
            id: string;
            reason: string;
        };
        ChannelBody: {
            /**
             * @description Of a robot the address that its group chat shows, with the key. Never answered; null keeps
             *         it.
             */
            address?: null | string;
            /** @description True tells nothing, and what waits is dropped. */
            disabled?: null | boolean;
            email?: null | components["schemas"]["EmailSettings"];
            http?: null | components["schemas"]["HttpSettings"];
            /** @description wecom, dingtalk, feishu, email or http; it stays as it is. */
            kind?: null | string;
            name?: null | string;
            /** @description Stands before every message: the signature of an SMS, the keyword of a robot. */
            prefix?: null | string;
            /** @description Of e-mail addresses, of http phones. */
            recipients?: null | string[];
            rules?: null | components["schemas"]["ChannelRuleBody"][];
            /**
             * @description Of a robot with which it signs, of e-mail the password, of http what stands for
             *         `{{secret}}`. Never answered; null keeps it, an empty text takes it away.
             */
            secret?: null | string;
        };
        ChannelItem: {
            /** @description Host and last letters of a robot's address. */
            addressHint: null | string;
            disabled: boolean;
            email: null | components["schemas"]["EmailSettings"];
            /**
             * Format: int32
             * @description Attempts since the other side last took something.
             */
            failures: number;
            /** @description There is one; it is never shown. */
            hasSecret: boolean;
            http: null | components["schemas"]["HttpSettings"];
            /** Format: uuid */
            id: string;
            kind: string;
            name: string;
            prefix: string;
            recipients: string[];
            /**
             * Format: date-time
             * @description While it fails: when it is tried again.
             */
            restsUntil: null | string;
            rules: components["schemas"]["ChannelRuleBody"][];
            /**
             * Format: int32
             * @description Messages that wait, and notices that are in none yet.
             */
            waiting: number;
        };
        ChannelMessageItem: {
            /**
             * @description What the other side said, or why it was not reached; deleted or disabled of what was
             *         dropped.
             */
            answer: null | string;
            /** Format: int32 */
            attempts: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            finishedAt: null | string;
            /** Format: uuid */
            id: string;
            isUrgent: boolean;
            /** @description Of the notices that it tells; test of a test. */
            kinds: string[];
            /** Format: date-time */
            nextAt: null | string;
            /**
             * Format: int32
             * @description How many it tells together.
             */
            notices: number;
            /** @description An address of e-mail or a phone; null to a robot. */
            recipient: null | string;
            /** @description waiting, delivered, given_up, or dropped since the channel was out of use. */
            state: string;
            /** Format: int32 */
            status: null | number;
            text: string;
            title: string;
        };
        ChannelRuleBody: {
            /** @description Of notices, and ponding_blue to ponding_red, ponding_closed. */
            kinds?: null | string[];
            /** @description Only what this organisation has in hand. */
            organisation?: null | string;
            /**
             * Format: time
             * @description From then to quietTo, by the city's clock, what is not urgent waits.
             */
            quietFrom?: null | string;
            /** Format: time */
            quietTo?: null | string;
            /** @description Only what is in this town. */
            town?: null | string;
        };
        /** @description What the other side said to a test message. */
        ChannelTested: {
            answer: null | string;
            delivered: boolean;
            /** Format: int32 */
            milliseconds: number;
            /** @description To whom it went; null to a robot. */
            recipient: null | string;
            /** Format: int32 */
            status: null | number;
        };
        /** @description Numbers that people would rather look at. */
        Chart: {
            /** @description Known by templates. */
            key: string;
            labels: string[];
            series: components["schemas"]["ChartSeries"][];
            shape: components["schemas"]["ChartShape"];
            title: string;
            /** @description Of all its numbers; printed with the title. */
            unit: string;
        };
        ChartSeries: {
            /**
             * Format: int32
             * @description Places printed at the bars.
             * @default 0
             */
            decimals: number;
            name: string;
            /** @description One for each label; null leaves a gap. */
            values: (null | number)[];
        };
        /** @enum {string} */
        ChartShape: "Bars" | "Columns" | "Line";
        /** @description A check that comes due, with those that were made in its days. */
        CheckAnswer: {
            check: components["schemas"]["CheckItem"];
            /** @description The first made first; the first that was not withdrawn counts. */
            made: components["schemas"]["MadeCheck"][];
        };
        /** @description Who was drawn to check a case. */
        CheckerAnswer: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        /** @description A check that comes due. */
        CheckItem: {
            /**
             * @description What is checked.
             * @enum {string}
             */
            about: "facility" | "place" | "document";
            /**
             * Format: uuid
             * @description The case that it opened by being missed.
             */
            case: null | string;
            category: string;
            /** Format: date-time */
            checkedAt: null | string;
            /**
             * Format: date
             * @description The last day on which it is on time.
             */
            dueOn: string;
            /**
             * Format: date
             * @description The last day on which it is done late.
             */
            endsOn: string;
            /**
             * Format: date-time
             * @description When it was told of, being missed.
             */
            escalatedAt: null | string;
            /** @description Its code; null for a place or a document. */
            facility: null | string;
            /** @description The facility's, the place's or the document's. */
            facilityName: string;
            facilityType: null | string;
            /** @description What is filled in. */
            form: null | string;
            hasProblem: null | boolean;
            /** Format: uuid */
            id: string;
            /** Format: date */
            opensOn: string;
            organisation: string;
            organisationName: string;
            /** @description WGS84; of a document that of its town. */
            position: components["schemas"]["LonLat"];
            /**
             * Format: uuid
             * @description The check that counts.
             */
            report: null | string;
            routine: string;
            routineName: string;
            routineNameEn: string;
            /** @description In the words of whoever skipped it; facility_removed where its facility is gone. */
            skipReason: null | string;
            /** @enum {string} */
            state: "planned" | "due" | "overdue" | "done" | "late" | "skipped" | "missed";
            town: string;
        };
        Choice: {
            /** @description What is sent; snake_case, unique in the field. */
            code: string;
            label: components["schemas"]["Label"];
        };
        CircuitsBody: {
            /** @description Of facilities of the types lamp_circuit and distribution_box. */
            codes?: null | string[];
        };
        /** @description How long a case may take and how it stands. */
        ClockAnswer: {
            /** @description pending, granted or refused; null without one. */
            appeal: null | string;
            condition: null | string;
            /**
             * Format: uuid
             * @description The filing condition whose limit it is.
             */
            conditionId: null | string;
            /** Format: date-time */
            deadline: null | string;
            /**
             * @description It lies in a year whose holidays are not entered yet, and moves when they
             *         are.
             */
            deadlineIsProvisional: boolean;
            /**
             * Format: int32
             * @description How often one more limit was given.
             */
            extensions: number;
            /** @description As it is written: 4工作时; null where no limit holds. */
            limit: null | string;
            /**
             * Format: double
             * @description On the limit's own clock; negative when it is over.
             */
            remainingMinutes: null | number;
            /** Format: date-time */
            startedAt: string;
            /** @description running, due_soon, overdue, suspended, met, missed; null where no limit holds. */
            state: null | string;
            /**
             * Format: date-time
             * @description When it was suspended, handled or ended; null while the clock runs.
             */
            stoppedAt: null | string;
            /** Format: date-time */
            suspendedAt: null | string;
            /**
             * Format: date-time
             * @description When a suspension ends by itself.
             */
            suspendedUntil: null | string;
            /** Format: date-time */
            warnAt: null | string;
        };
        /** @description One column of a printed table. */
        Column: {
            addsUp: boolean;
            /**
             * Format: int32
             * @description Places printed.
             * @default 0
             */
            decimals: number;
            formula: null | components["schemas"]["Formula"];
            /** @description All headings in one, e.g. 7月完成情况/完成数. */
            heading: null | string;
            /**
             * @description Top to bottom, one for each header row that names the column; neighbours with the same upper
             *         heading are merged in print.
             */
            headings: string[];
            isNumeric: boolean;
            /** @description Known by formulas, e.g. "closed"; the letter of the column in a foreign workbook. */
            key: string;
            kind: components["schemas"]["ColumnKind"];
            /**
             * @description Printed after the heading, e.g. 宗; empty for none.
             * @default
             */
            unit: string;
        };
        /**
         * @description What a column's numbers are: decides how they are added up, printed and checked.
         * @enum {string}
         */
        ColumnKind: "Label" | "Count" | "Quantity" | "Rate" | "Rank" | "Other";
        CommandBody: {
            /** @description Any JSON; the gateway gets it as `{"id","createdAt","command"}`. */
            command?: unknown;
            /**
             * Format: date-time
             * @description Not sent from then on; in a week when left out.
             */
            expiresAt?: null | string;
        };
        /** @description A command to a gateway. */
        CommandItem: {
            /** Format: date-time */
            acknowledgedAt: null | string;
            command: unknown;
            /** Format: date-time */
            createdAt: string;
            /** @description Login. */
            createdBy: string;
            /** Format: date-time */
            expiresAt: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: int32
             * @description How often it was sent; more than once when the gateway went away in between.
             */
            sends: number;
            /** Format: date-time */
            sentAt: null | string;
            /**
             * @description waiting, sent (and not acknowledged yet), acknowledged, refused (by a v5 reason code), expired
             *         or cancelled.
             */
            state: string;
        };
        /** @description The same figure over another period, and by how much the present one differs. */
        Comparison: {
            /**
             * Format: double
             * @description In percent, to two places; null over zero or nothing.
             */
            change: null | number;
            /** Format: date */
            from: string;
            /** @description The change as printed: 12.50%, -3.00%, or — over zero. */
            text: string;
            /** Format: date */
            to: string;
            /** Format: double */
            value: null | number;
        };
        ConditionAnswer: {
            closingCondition: null | string;
            condition: string;
            /**
             * Format: uuid
             * @description To be named when a case is filed or dispatched under it.
             */
            id: string;
            limit: string;
            /** Format: double */
            limitAmount: number;
            /**
             * @description urgent_hour, working_hour, working_day or natural_day.
             * @enum {string}
             */
            limitUnit: "urgent_hour" | "working_hour" | "working_day" | "natural_day";
        };
        ConditionBody: {
            closingCondition?: null | string;
            condition?: null | string;
            /** @description As it is written: 2紧急工作时, 4小时, 1天, 5工作日, 7自然日. */
            limit?: null | string;
        };
        /** @description A correction as it is sent. */
        CorrectionBodyOfAssessmentCorrection: {
            content?: null | components["schemas"]["AssessmentCorrection"];
            /**
             * Format: date-time
             * @description The device's time, where it was made without a signal.
             */
            deviceAt?: null | string;
            /**
             * Format: uuid
             * @description Made by the client: the same again changes nothing.
             */
            id?: null | string;
            /** @description Why, in up to 1,000 characters. */
            reason?: null | string;
            /**
             * Format: date-time
             * @description The device's clock when it sends.
             */
            sentAt?: null | string;
        };
        /** @description A correction as it is sent. */
        CorrectionBodyOfFeedbackCorrection: {
            content?: null | components["schemas"]["FeedbackCorrection"];
            /**
             * Format: date-time
             * @description The device's time, where it was made without a signal.
             */
            deviceAt?: null | string;
            /**
             * Format: uuid
             * @description Made by the client: the same again changes nothing.
             */
            id?: null | string;
            /** @description Why, in up to 1,000 characters. */
            reason?: null | string;
            /**
             * Format: date-time
             * @description The device's clock when it sends.
             */
            sentAt?: null | string;
        };
        /** @description A correction as it is sent. */
        CorrectionBodyOfPatrolCorrection: {
            content?: null | components["schemas"]["PatrolCorrection"];
            /**
             * Format: date-time
             * @description The device's time, where it was made without a signal.
             */
            deviceAt?: null | string;
            /**
             * Format: uuid
             * @description Made by the client: the same again changes nothing.
             */
            id?: null | string;
            /** @description Why, in up to 1,000 characters. */
            reason?: null | string;
            /**
             * Format: date-time
             * @description The device's clock when it sends.
             */
            sentAt?: null | string;
        };
        /** @description A correction as it is sent. */
        CorrectionBodyOfPenaltyCorrection: {
            content?: null | components["schemas"]["PenaltyCorrection"];
            /**
             * Format: date-time
             * @description The device's time, where it was made without a signal.
             */
            deviceAt?: null | string;
            /**
             * Format: uuid
             * @description Made by the client: the same again changes nothing.
             */
            id?: null | string;
            /** @description Why, in up to 1,000 characters. */
            reason?: null | string;
            /**
             * Format: date-time
             * @description The device's clock when it sends.
             */
            sentAt?: null | string;
        };
        /** @description A correction as it is sent. */
        CorrectionBodyOfReportBody: {
            content?: null | components["schemas"]["ReportBody"];
            /**
             * Format: date-time
             * @description The device's time, where it was made without a signal.
             */
            deviceAt?: null | string;
            /**
             * Format: uuid
             * @description Made by the client: the same again changes nothing.
             */
            id?: null | string;
            /** @description Why, in up to 1,000 characters. */
            reason?: null | string;
            /**
             * Format: date-time
             * @description The device's clock when it sends.
             */
            sentAt?: null | string;
        };
        /** @description A point of a chart. */
        CurvePoint: {
            /** Format: int32 */
            depthMm: number;
            /** @description negative, out_of_range, spike, stuck. */
            flags: string[];
            /** Format: date-time */
            observedAt: string;
        };
        DeadlineAnswer: {
            /** Format: double */
            amount: number;
            /** Format: date-time */
            deadline: string;
            /**
             * @description It lies in a year whose holidays are not entered yet, and may move when they
             *         are.
             */
            deadlineIsProvisional: boolean;
            /** Format: date-time */
            from: string;
            unit: string;
            /**
             * Format: double
             * @description Of working time from the start to the deadline.
             */
            workingMinutes: number;
        };
        DeliveryItem: {
            /** Format: int32 */
            attempts: number;
            /** Format: date-time */
            createdAt: string;
            error: null | string;
            /** Format: date-time */
            finishedAt: null | string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            nextAt: null | string;
            photosComplete: null | boolean;
            state: string;
            /** Format: int32 */
            status: null | number;
            /** @description The case's id, or what else the message is about. */
            subject: string;
            type: string;
        };
        /** @description Records by the new boundaries. */
        Displaced: {
            /** Format: int32 */
            cases: number;
            /**
             * Format: int32
             * @description That keep the town that they were given, although the boundaries have them in another;
             *         likewise Cases and Sections.
             */
            facilities: number;
            /**
             * Format: int32
             * @description Facilities, cases and sections that lie in no town.
             */
            nowhere: number;
            /** Format: int32 */
            sections: number;
        };
        DocumentNumberBody: {
            /**
             * Format: int32
             * @description The running number, from 1.
             */
            number?: null | number;
            /**
             * Format: int32
             * @description In which the bulletin is issued; that after the month's end when left out.
             */
            year?: null | number;
        };
        DraftBody: {
            /** @description See FormField. */
            fields?: unknown;
            name?: null | string;
            nameEn?: null | string;
        };
        /** @description A case that may be the same problem. */
        DuplicateCandidate: {
            description: null | string;
            /** Format: uuid */
            id: string;
            /**
             * Format: int32
             * @description Voices (+1) that it has gathered.
             */
            joined: number;
            /** @description It is still worked, and the other one stands where it can be merged into it. */
            mergeable: boolean;
            /**
             * Format: double
             * @description Between the two places.
             */
            metres: number;
            /**
             * Format: double
             * @description Between the two moments at which somebody saw it, whenever word of that came in.
             */
            minutes: number;
            number: string;
            organisation: string;
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            /** Format: date-time */
            reportedAt: string;
            source: string;
            /** @enum {string} */
            status: "pending_verify" | "pending_register" | "not_accepted" | "pending_dispatch" | "pending_handle" | "handling" | "suspended" | "pending_check" | "pending_close" | "closed" | "forced_close" | "cancelled" | "merged";
            statusName: null | string;
            town: string;
        };
        /** @description An SMTP server. */
        EmailSettings: {
            /** @description The sender's address. */
            from?: null | string;
            host?: null | string;
            /**
             * Format: int32
             * @description Left out: 465 with tls, else 25 or 587.
             */
            port?: null | number;
            /** @description tls (from the first byte), starttls, or none. */
            tls?: null | string;
            /** @description Logs in with the channel's secret; null: not at all. */
            user?: null | string;
        };
        EnteredNumber: {
            /** @description As it is printed: 城管通〔2024〕1号. */
            documentNumber: string;
        };
        /** @description What whoever is logged in is told of missed checks. */
        EscalatedChecks: {
            /**
             * Format: int32
             * @description How many of them nobody made since.
             */
            missed: number;
            /**
             * Format: date-time
             * @description Those that were escalated from then on.
             */
            since: string;
        };
        /** @description A level that an event reached. */
        EventAlert: {
            /** @description False for what was over when it was found, from readings that came late. */
            announced: boolean;
            /** Format: int32 */
            depthMm: number;
            level: string;
            /** Format: date-time */
            reachedAt: string;
            sensor: string;
        };
        /** @description An event with the depths from an hour before it to an hour after it. */
        EventAnswer: {
            curves: components["schemas"]["SensorCurve"][];
            event: components["schemas"]["EventItem"];
        };
        /** @description A ponding event (积水事件). */
        EventItem: {
            alerts: components["schemas"]["EventAlert"][];
            atPowerRisk: boolean;
            /** Format: uuid */
            caseId: null | string;
            /**
             * Format: date-time
             * @description Null while it is open.
             */
            closedAt: null | string;
            /**
             * Format: date-time
             * @description Since when the water is below the lowest threshold.
             */
            endedAt: null | string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            lastAt: string;
            /**
             * Format: int32
             * @description The water at LastAt, the newest sample of the event.
             */
            lastMm: number;
            /** @description The colour now; none when it is closed. */
            level: string;
            minutes: components["schemas"]["LevelMinutes"];
            name: string;
            /** Format: date-time */
            openedAt: string;
            /** Format: date-time */
            peakAt: string;
            /** Format: int32 */
            peakMm: number;
            section: string;
            town: null | string;
            worstLevel: string;
        };
        /** @description The records that a figure counts: as many as the figure says, over all pages. */
        Evidence: {
            /**
             * Format: int64
             * @description Records on all pages.
             */
            count: number;
            /** Format: date */
            from: string;
            items: components["schemas"]["EvidenceItem"][];
            metric: string;
            name: string;
            /** @description The cursor of the following page; null on the last. */
            next: null | string;
            /** Format: date */
            to: string;
            /**
             * Format: double
             * @description The figure, from the same snapshot as the records.
             */
            total: number;
            unit: string;
        };
        EvidenceItem: {
            category: null | string;
            categoryName: null | string;
            /** Format: date */
            day: string;
            org: null | string;
            orgName: null | string;
            /** @description Where the record is read in the console; null where it has no page. */
            page: null | string;
            /** Format: double */
            quantity: number;
            /**
             * @description The kind of record: patrol, report, case, …; all are rows of fact_source
             *         (sql/functions/figure_records.sql).
             */
            source: string;
            /** Format: uuid */
            sourceId: string;
            /** @description What the kind of record is called, in Chinese. */
            sourceName: string;
            /** @description The same in English. */
            sourceNameEn: string;
            /**
             * @description What people know the record by: its number, its name or its first words; null where it has
             *         none.
             */
            title: null | string;
            town: null | string;
            townName: null | string;
            /** @description Where the record is read. */
            url: string;
        };
        /** @description One facility whole: as the list has it, and what only those see who look after it. */
        FacilityAnswer: {
            attributes: {
                [key: string]: unknown;
            };
            code: string;
            componentCode: null | string;
            /** Format: date-time */
            createdAt: string;
            /** @description Those of the reports that it was collected or corrected by, the latest ten's. */
            fieldPhotos: components["schemas"]["PhotoReceipt"][];
            gridCode: null | string;
            /**
             * @description Who changed what, the latest 20, the latest first; more by /history. Null for whoever sees it
             *         as everybody does.
             */
            history: null | components["schemas"]["FacilityChangeItem"][];
            /** Format: uuid */
            id: string;
            /** @description Whether the caller may PUT it. */
            mayChange: boolean;
            name: string;
            organisation: null | string;
            /** @description Its own. */
            photos: components["schemas"]["PhotoReceipt"][];
            position: components["schemas"]["LonLat"];
            qrUrl: null | string;
            rawPosition: null | components["schemas"]["SentPosition"];
            shape: null | {
                coordinates: unknown[];
                type: string;
            };
            status: string;
            town: null | string;
            type: string;
            /**
             * Format: int32
             * @description How many times it changed; the ETag.
             */
            version: number;
        };
        /** @description A facility as an office writes it: what it leaves out is cleared, but for its photos. */
        FacilityBody: {
            attributes?: null | components["schemas"]["JsonObject"];
            /** @description Stays what it is once it is given; so does the type. */
            code?: null | string;
            componentCode?: null | string;
            /** @description By its position when left out. */
            gridCode?: null | string;
            name?: null | string;
            /** @description Who looks after it; the caller's own when left out by whoever may name no other. */
            organisation?: null | string;
            /** @description Declared as a report's, their bytes by tus; left out, they stay as they are. */
            photos?: null | components["schemas"]["PhotoBody"][];
            position?: null | components["schemas"]["SentPosition"];
            /**
             * @description Of a type that is a line or an area: GeoJSON (Multi)LineString or (Multi)Polygon in the
             *         position's system, WGS84 without one. The position may be left out then; it is a place on the shape.
             */
            shape?: null | {
                coordinates: unknown[];
                type: string;
            };
            /** @description in_use (when left out), damaged, out_of_use or removed; a facility is never deleted. */
            status?: null | string;
            /** @description Where it belongs; by its position when left out. */
            town?: null | string;
            type?: null | string;
        };
        FacilityChangeItem: {
            after: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            at: string;
            /** @description The members that changed, as they were; null for a new facility. */
            before: null | {
                [key: string]: unknown;
            };
            /** @description The account's name; null for the command line and the system. */
            by: null | string;
            /** Format: uuid */
            reportId: null | string;
            /** Format: int32 */
            seq: number;
            /** @description import, api, report or system. */
            source: string;
        };
        /** @description What is due of a facility, and what was. */
        FacilityChecks: {
            facility: string;
            /** @description Its checks by the last day in time. */
            items: components["schemas"]["CheckItem"][];
            /**
             * Format: date-time
             * @description When it was checked last; null: never.
             */
            lastAt: null | string;
            name: string;
            next: null | string;
            /**
             * Format: date
             * @description When its next check opens; null where none does within the days that are planned.
             */
            nextOn: null | string;
        };
        FacilityItem: {
            attributes: {
                [key: string]: unknown;
            };
            code: string;
            componentCode: null | string;
            gridCode: null | string;
            /**
             * Format: uuid
             * @description What a PUT addresses it by.
             */
            id: string;
            name: string;
            organisation: null | string;
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            /** @description What the plate's code leads to; null without a code. */
            qrUrl: null | string;
            shape: null | {
                coordinates: unknown[];
                type: string;
            };
            status: string;
            town: null | string;
            type: string;
        };
        /** @description A type as an administrator writes it. */
        FacilityTypeBody: {
            codePattern?: null | string;
            form?: null | string;
            /** @description point (when left out), line or area. */
            geometry?: null | string;
            /**
             * @description True when left out.
             * @default true
             */
            hasCode: boolean;
            /** @default false */
            hasPage: boolean;
            /** @description The name's first character when left out. */
            icon?: null | string;
            /**
             * @description All of them, in the order of the buttons; they stay as they are when left out. One that is not
             *         named any more is not offered any more.
             */
            kinds?: null | components["schemas"]["FeedbackKindBody"][];
            name?: null | string;
            /** @description The Chinese name when left out. */
            nameEn?: null | string;
            organisationKind?: null | string;
            page?: null | components["schemas"]["PageWords"];
            /** @description 个 when left out. */
            unit?: null | string;
        };
        /** @description A type of facility. */
        FacilityTypeItem: {
            code: string;
            /** @description A regular expression that codes of new ones match as a whole; null takes any. */
            codePattern: null | string;
            /** @description Of the attributes; null takes any. */
            form: null | string;
            /** @enum {string} */
            geometry: "point" | "line" | "area";
            /** @description Codes may be issued. */
            hasCode: boolean;
            /** @description The code leads to a page for everybody. */
            hasPage: boolean;
            /** @description One character or two, on maps and legends. */
            icon: string;
            /** @description What can be said there, in the order of the buttons. */
            kinds: components["schemas"]["FeedbackKindItem"][];
            name: string;
            nameEn: string;
            /**
             * @description Of who may be responsible; null: any.
             * @enum {null|string}
             */
            organisationKind: "bureau" | "centre" | "brigade" | "town" | "contractor" | null;
            /** @description What that page says. */
            page: components["schemas"]["PageWords"];
            /** @description What they are counted in. */
            unit: string;
        };
        FailedRun: {
            /** Format: date-time */
            at: null | string;
            id: string;
            /** @description As in the schedule, or the job's class where it is none of it. */
            name: string;
            /** @description What it failed with. */
            reason: null | string;
        };
        /** @description A feedback as the page or a kiosk sends it. */
        FeedbackBody: {
            /** @description The scanned code; in the address over HTTP, here over MQTT. */
            code?: null | string;
            /**
             * Format: uuid
             * @description Made by the client.
             */
            id?: null | string;
            /** @description A FeedbackKind's code. */
            kind?: null | string;
            /**
             * Format: date-time
             * @description The server's time when left out.
             */
            observedAt?: null | string;
            phone?: null | string;
            photos?: null | components["schemas"]["PhotoBody"][];
            position?: null | components["schemas"]["SentPosition"];
            /** @description What the page had from the server when it was opened by the code. */
            scan?: null | string;
            /** Format: date-time */
            sentAt?: null | string;
            /**
             * Format: int32
             * @description 1 to 5.
             */
            stars?: null | number;
            words?: null | string;
        };
        FeedbackCase: {
            /** Format: uuid */
            id: string;
            number: string;
            status: string;
        };
        /** @description What was chosen on the page, as it should have been; a citizen's words stay theirs. */
        FeedbackCorrection: {
            kind?: null | string;
            /** Format: int32 */
            stars?: null | number;
        };
        /** @description A feedback in the list of all. */
        FeedbackEntry: {
            case: null | components["schemas"]["FeedbackCase"];
            /** @description Its code. */
            facility: string;
            facilityName: string;
            flags: string[];
            /** Format: uuid */
            id: string;
            kindName: string;
            kindNameEn: string;
            organisation: null | string;
            /**
             * Format: int32
             * @description How many were declared.
             */
            photos: number;
            /** Format: date-time */
            receivedAt: string;
            /** Format: int32 */
            stars: number;
            town: null | string;
            /** Format: date-time */
            withdrawnAt: null | string;
            words: null | string;
        };
        /** @description A feedback as those see it who look after the facility; the phone number is the case's business. */
        FeedbackItem: {
            case: null | components["schemas"]["FeedbackCase"];
            /** Format: uuid */
            id: string;
            kind: string;
            kindName: string;
            kindNameEn: string;
            /** Format: date-time */
            receivedAt: string;
            /** Format: int32 */
            stars: number;
            words: null | string;
        };
        FeedbackKindBody: {
            category?: null | string;
            code?: null | string;
            icon?: null | string;
            name?: null | string;
            /** @description The Chinese name when left out. */
            nameEn?: null | string;
        };
        FeedbackKindItem: {
            /** @description Of the case that it opens; null opens none (praise). */
            category: null | string;
            code: string;
            /** @description The page's picture; null: that of its code. */
            icon: null | string;
            name: string;
            nameEn: string;
        };
        /** @description What a citizen sees of a feedback and of what came of it. */
        FeedbackReceipt: {
            /** Format: uuid */
            id: string;
            kind: string;
            kindName: string;
            kindNameEn: string;
            /** @description Masked. */
            phone: null | string;
            photos: components["schemas"]["PhotoReceipt"][];
            /** @description e.g. 7Q2M9-K4XD1. */
            receipt: string;
            /** Format: date-time */
            receivedAt: string;
            /** Format: int32 */
            stars: number;
            /**
             * @description received, accepted, in_progress, done, closed (without being put right), not_accepted or
             *         thanked.
             */
            status: string;
            /** @description The same in Chinese. */
            statusText: string;
            /** @description The same in English. */
            statusTextEn: string;
            steps: components["schemas"]["FeedbackStep"][];
            /** @description The facility, of whatever type. */
            toilet: components["schemas"]["ToiletName"];
            words: null | string;
        };
        /** @description A feedback as a page shows it. */
        FeedbackRecord: {
            /** @description Its corrections and its withdrawal, the first one first. */
            changes: components["schemas"]["ChangeEntry"][];
            /**
             * Format: date-time
             * @description What the device said, where that cannot be right.
             */
            deviceObservedAt: null | string;
            feedback: components["schemas"]["FeedbackEntry"];
            /** Format: date-time */
            observedAt: string;
            /** @description Masked; null where none was left. */
            phone: null | string;
            photos: components["schemas"]["PhotoReceipt"][];
        };
        FeedbackStep: {
            /** Format: date-time */
            at: string;
            status: string;
            /** @description What happened, in Chinese. */
            text: string;
            /** @description The same in English. */
            textEn: string;
        };
        /** @description What a phone needs to work without a signal. A part that was not asked for is null. */
        FieldBundle: {
            categories: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldCategory"];
            checks: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldCheck"];
            facilities: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldFacility"];
            facilityTypes: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldFacilityType"];
            /** @description The towns whose grids and facilities are in it. */
            for: string[];
            forms: null | components["schemas"]["BundlePartOfIReadOnlyListOfFormAnswer"];
            grids: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldGrid"];
            limits: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldLimit"];
            me: null | components["schemas"]["BundlePartOfFieldMe"];
            people: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldPerson"];
            /**
             * Format: date-time
             * @description By which a wrong clock shows.
             */
            serverTime: string;
            tasks: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldTask"];
            towns: null | components["schemas"]["BundlePartOfIReadOnlyListOfFieldTown"];
        };
        FieldCategory: {
            code: string;
            form: null | string;
            handlingForm: null | string;
            /** @description There are categories under it: a problem names one of those. */
            isClass: boolean;
            /** @description component, event, or inspection (what a patrol looks at). */
            kind: string;
            name: string;
            nameEn: null | string;
            parent: null | string;
            verifyBeforeFiling: boolean;
        };
        /**
         * @description A routine check in somebody's hands, with what a phone needs to make it without a signal:
         *         `PUT /api/v1/checks/{uuid}`.
         */
        FieldCheck: {
            /**
             * @description What is checked; a document from anywhere.
             * @enum {string}
             */
            about: "facility" | "place" | "document";
            category: string;
            /**
             * Format: int32
             * @description From farther away it is flagged.
             */
            distanceMetres: number;
            /**
             * Format: date
             * @description The last day on which it is on time.
             */
            dueOn: string;
            /**
             * Format: date
             * @description The last day on which it is done late.
             */
            endsOn: string;
            /** @description Its code; null for a place or a document. */
            facility: null | string;
            facilityName: string;
            /** @description Its code; in the bundle's forms. */
            form: string;
            /** Format: uuid */
            id: string;
            name: string;
            nameEn: string;
            /** Format: date */
            opensOn: string;
            /** @description WGS84; of a document that of its town. */
            position: components["schemas"]["LonLat"];
            /** @description What stands after /q/ in its plate's code; null where it has none. */
            qr: null | string;
            routine: string;
            town: string;
        };
        FieldFacility: {
            code: string;
            /**
             * Format: double
             * @description Degrees WGS84, to 10 cm.
             */
            lat: number;
            /**
             * Format: double
             * @description Degrees WGS84, to 10 cm.
             */
            lon: number;
            name: string;
            organisation: null | string;
            /** @description What stands after /q/ in its plate's code. */
            qr: null | string;
            status: string;
            type: string;
        };
        FieldFacilityType: {
            code: string;
            /** @description What its attributes follow. */
            form: null | string;
            name: string;
            nameEn: string;
        };
        FieldGrid: {
            /** @description GeoJSON, WGS84, to 1 m. */
            boundary: {
                [key: string]: unknown;
            };
            code: string;
            name: null | string;
            town: string;
        };
        FieldLargest: {
            /** Format: int32 */
            descriptionLength: number;
            /** Format: int64 */
            photoBytes: number;
            /**
             * Format: int32
             * @description Of a record.
             */
            photos: number;
            /**
             * Format: int32
             * @description In one request.
             */
            trackPositions: number;
        };
        FieldLimit: {
            category: string;
            closingCondition: null | string;
            condition: string;
            /** Format: uuid */
            id: string;
            /** @description As it is written: 4工作时. */
            limit: string;
        };
        FieldMe: {
            /** Format: uuid */
            account: string;
            /** @description What the server takes at most. */
            largest: components["schemas"]["FieldLargest"];
            login: string;
            name: string;
            operations: string[];
            organisation: string;
            organisationName: string;
            role: string;
            town: null | string;
        };
        FieldPerson: {
            login: string;
            name: string;
            organisation: string;
        };
        /** @description What became of a report that somebody sent. */
        FieldReceipt: {
            case: null | components["schemas"]["CaseReceipt"];
            category: string;
            categoryName: string;
            description: null | string;
            /** Format: date-time */
            deviceObservedAt: null | string;
            flags: string[];
            last: null | components["schemas"]["ReceiptStep"];
            /** Format: date-time */
            observedAt: string;
            /**
             * Format: int32
             * @description Of those that were declared.
             */
            photosArrived: number;
            /** Format: int32 */
            photosDeclared: number;
            /** Format: date-time */
            receivedAt: string;
            /** @description It was not accepted, cancelled or withdrawn. */
            refused: boolean;
            /** Format: uuid */
            report: string;
            statusName: null | string;
        };
        /** @description A case in somebody's hands, with what a phone needs to work on it without a signal. */
        FieldTask: {
            category: string;
            categoryName: string;
            clock: null | components["schemas"]["TaskClock"];
            description: null | string;
            /** @description The code of the facility that it is about. */
            facility: null | string;
            facilityName: null | string;
            /** Format: date-time */
            handledAt: null | string;
            /** Format: uuid */
            id: string;
            /** @description verify 核实 before it is filed, handle 处置, check 核查 after it was handled. */
            kind: string;
            /** @description The last that somebody wrote in its log: why it was dispatched, returned or sent back. */
            note: null | string;
            number: string;
            organisation: string;
            /**
             * @description SHA-256 of the photos of the record behind it, in hexadecimal: GET
             *         /api/v1/photos/{sha256}.
             */
            photos: string[];
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            /** Format: date-time */
            reportedAt: string;
            /** @enum {string} */
            status: "pending_verify" | "pending_register" | "not_accepted" | "pending_dispatch" | "pending_handle" | "handling" | "suspended" | "pending_check" | "pending_close" | "closed" | "forced_close" | "cancelled" | "merged";
            statusName: string;
            /** @description Those that the caller may take now. */
            steps: components["schemas"]["TaskStep"][];
            town: string;
            /**
             * Format: date-time
             * @description When it was urged (催办) last; null once it moved on from where it stood then.
             */
            urgedAt: null | string;
            /**
             * Format: int32
             * @description For If-Match: a step that meets a case that moved on answers 409 case_stale.
             */
            version: number;
        };
        /** @description What is in somebody's hands. */
        FieldTasks: {
            /** @description Routine checks that are due or overdue; with the first page. */
            checks: components["schemas"]["FieldCheck"][];
            /** @description Cases. */
            items: components["schemas"]["FieldTask"][];
            next: null | string;
        };
        FieldTown: {
            /** @description GeoJSON, WGS84, to 10 m; null for towns that the bundle is not for. */
            boundary: null | {
                [key: string]: unknown;
            };
            code: string;
            /**
             * Format: double
             * @description Of its centre, degrees WGS84.
             */
            lat: number;
            /**
             * Format: double
             * @description Of its centre, degrees WGS84.
             */
            lon: number;
            name: string;
            nameEn: null | string;
        };
        /** @description A metric over a period. */
        Figure: {
            /** Format: date */
            from: string;
            lastYear?: null | components["schemas"]["Comparison"];
            /** @description How it was made where it is no plain sum, e.g. "cases_due_closed / cases_due". */
            madeFrom?: null | string;
            /** @description The metric's code. */
            metric: string;
            name: string;
            previous?: null | components["schemas"]["Comparison"];
            /** @description By the dimension asked for; empty without one. */
            rows: components["schemas"]["FigureRow"][];
            /** Format: date */
            to: string;
            /**
             * Format: double
             * @description Null for a rate or a mean over nothing, printed as "—".
             */
            total: null | number;
            unit: string;
        };
        /** @description A difference between two revisions of a month. */
        FigureChange: {
            /**
             * Format: double
             * @description Null where there is none any more.
             */
            after: null | number;
            /**
             * Format: double
             * @description Null where there was none.
             */
            before: null | number;
            /**
             * @description total, org, town, category; or facts, where other records were counted (before and after are their
             *         numbers).
             */
            by: string;
            key: null | string;
            keyName: null | string;
            metric: string;
            name: string;
        };
        FigureRow: {
            /**
             * @description A code, a day, a week or a month; null for records that say nothing, e.g. a patrol without a
             *         town.
             */
            key: null | string;
            lastYear?: null | components["schemas"]["Comparison"];
            name: string;
            previous?: null | components["schemas"]["Comparison"];
            /**
             * Format: double
             * @description Null for a rate or a mean over nothing, printed as "—".
             */
            value: null | number;
        };
        FilledAnswer: {
            /** @description The words of the choices that were made. */
            choices: null | components["schemas"]["Label"][];
            field: string;
            /** @description The field's kind; null for an answer that no form asked for. */
            kind: null | string;
            label: null | components["schemas"]["Label"];
            unit: null | string;
            value: unknown;
        };
        /** @description One version of a form. */
        FormAnswer: {
            code: string;
            fields: components["schemas"]["FormField"][];
            name: string;
            nameEn: null | string;
            /**
             * Format: date-time
             * @description Null for a draft.
             */
            publishedAt: null | string;
            /** Format: int32 */
            version: number;
        };
        /**
         * @description One question of a form, as an administrator writes it, as it is stored and as a phone reads it. Members that do not
         *     fit the kind are refused by CheckFields, unknown ones when the JSON is read, so that a typo is noticed
         *     before the form is in the field.
         */
        FormField: {
            askWhen: null | components["schemas"]["AskWhen"];
            /** @description Of a choice or multi-choice. */
            choices: null | components["schemas"]["Choice"][];
            /** @description The answer's name in a report; snake_case, unique in the form. */
            code: string;
            /**
             * Format: int32
             * @description Of a decimal: how many places are taken; 2 when left out.
             */
            decimals: null | number;
            /**
             * Format: date
             * @description Of a date.
             */
            earliest: null | string;
            /** @description Of a facility: which type it must have; any when left out. */
            facilityType: null | string;
            /**
             * @description One of FieldKinds.
             * @enum {string}
             */
            kind: "text" | "integer" | "decimal" | "choice" | "multi_choice" | "date" | "photo" | "position" | "facility";
            label: components["schemas"]["Label"];
            /**
             * Format: date
             * @description Of a date.
             */
            latest: null | string;
            /**
             * Format: double
             * @description The greatest number.
             */
            max: null | number;
            /**
             * Format: int32
             * @description Of a text: how many characters are taken; 500 when left out.
             */
            maxLength: null | number;
            measure: null | components["schemas"]["Measure"];
            /**
             * Format: double
             * @description The least number.
             */
            min: null | number;
            /**
             * Format: int32
             * @description Of a multi-choice or photo: how many; all choices and 9 photos when left out.
             */
            most: null | number;
            /**
             * @description To be answered whenever it is asked.
             * @default false
             */
            required: boolean;
            /** @description Of a number: ㎡, m, 个; shown beside the input. */
            unit: null | string;
        };
        FormItem: {
            /** @description The codes of the categories that name it. */
            categories: string[];
            code: string;
            /**
             * Format: int32
             * @description The draft's number; null when there is none.
             */
            draft: null | number;
            name: string;
            nameEn: null | string;
            /**
             * Format: int32
             * @description The latest published version; null while there is none.
             */
            published: null | number;
        };
        /** @description How a column follows from others of the same row. The names are keys of columns. */
        Formula: components["schemas"]["FormulaSum"] | components["schemas"]["FormulaQuotient"] | components["schemas"]["FormulaChange"] | components["schemas"]["FormulaDifference"] | components["schemas"]["FormulaShare"] | components["schemas"]["FormulaRankBy"];
        /** @description A percentage: 增减幅 = (now − before) ÷ before; nothing where before is zero. */
        FormulaChange: {
            /** @enum {string} */
            $type: "change";
            before: string;
            now: string;
        };
        /** @description 增减 = now − before. */
        FormulaDifference: {
            /** @enum {string} */
            $type: "difference";
            before: string;
            now: string;
        };
        /** @description A percentage: 结案率 = 结案数 ÷ 应结案数. */
        FormulaQuotient: {
            /** @enum {string} */
            $type: "quotient";
            by: string;
            of: string;
        };
        /**
         * @description The place among the table's items, the largest number first unless SmallestFirst;
         *         equal numbers may share a place.
         */
        FormulaRankBy: {
            /** @enum {string} */
            $type: "rank_by";
            of: string;
            /** @default false */
            smallestFirst: boolean;
        };
        /** @description A percentage: 占比 = the row's number ÷ the same column's in the table's last total row. */
        FormulaShare: {
            /** @enum {string} */
            $type: "share";
            of: string;
        };
        /** @description Left to right: 总数 = 事件 + 部件. */
        FormulaSum: {
            /** @enum {string} */
            $type: "sum";
            of: string[];
        };
        /** @description A facility as it was found in the field; a member that is left out stays as it is. */
        FoundFacility: {
            attributes?: null | components["schemas"]["JsonObject"];
            /** @description Of one that is on the register; left out, or unknown, it is a new one. */
            code?: null | string;
            /**
             * @description True when its position on the register is to be that of the report; always so for a new
             *         one.
             */
            isHere?: null | boolean;
            name?: null | string;
            /** @description in_use, damaged, out_of_use or removed. */
            status?: null | string;
            /** @description Needed for a new one. */
            type?: null | string;
        };
        /** @description A problem found under a patrol. */
        FoundProblem: {
            /** Format: uuid */
            case: null | string;
            caseNumber: null | string;
            category: string;
            flags: string[];
            /** Format: date-time */
            observedAt: string;
            /** @description What became of it on the spot: rectified_on_site 现场整改, transferred 转属地, or null. */
            outcome: null | string;
            /** Format: uuid */
            report: string;
            /** @description Its case's, now. */
            status: null | string;
        };
        /** @description What an administrator may change of a gateway; all of it is set. */
        GatewayBody: {
            /** @description Codes of the towns whose alerts it may hear. */
            alertTowns?: null | string[];
            /**
             * Format: int32
             * @description 1 to 26352: a reading that is older when it comes is flagged backfill and alerts
             *         nobody; as the setting `Readings:BackfillAfter` says when left out.
             */
            backfillAfterHours?: null | number;
            /**
             * @description Out of service: it is disconnected and may not come again.
             * @default false
             */
            disabled: boolean;
            /**
             * @description It may subscribe to `cityops/v1/alerts/+`.
             * @default false
             */
            hearsAllTowns: boolean;
            name?: null | string;
            /** @description Codes of the categories of cases that they may open; all when left out. */
            onlyCategories?: null | string[];
            /** @description Codes of the towns that its reports and feedback may be about; all when left out. */
            onlyTowns?: null | string[];
            /** @description Kinds of messages that it may send: readings, reports, feedback; readings when left out. */
            sends?: null | string[];
        };
        GatewayClock: {
            /**
             * Format: double
             * @description How far it is behind ours (ahead is negative), by the freshest reading of its latest hour;
             *         the way of the reading is in it.
             */
            skewSeconds: null | number;
            /**
             * @description right, ahead (what it measures is refused as being in the future), behind (constantly, by
             *         half an hour or more), or unknown.
             */
            standing: string;
        };
        GatewayCounts: {
            /**
             * Format: int64
             * @description Readings, reports and feedback stored.
             */
            accepted: number;
            /**
             * Format: int64
             * @description Stored before, the same content.
             */
            duplicates: number;
            /**
             * Format: int64
             * @description How long its connections, added up, were not read for the same cause.
             */
            heldSeconds: number;
            /**
             * Format: int64
             * @description Refused since they were more than the gateway may send, and not kept.
             */
            overQuota: number;
            /** @description Rejected, by reason. */
            reasons: {
                [key: string]: number;
            };
            /** Format: int64 */
            rejected: number;
            /**
             * Format: date-time
             * @description Counts are those of whole hours from here on.
             */
            since: string;
        };
        /** @description A gateway as operators see it. */
        GatewayItem: {
            /** @description Codes of the towns whose ponding alerts it may hear. */
            alertTowns: string[];
            /**
             * Format: int32
             * @description A reading that is older when it comes is flagged backfill and alerts nobody; null:
             *         as the setting `Readings:BackfillAfter` says.
             */
            backfillAfterHours: null | number;
            clock: components["schemas"]["GatewayClock"];
            /** Format: int32 */
            commandsWaiting: number;
            connection: components["schemas"]["GatewayLink"];
            counts: components["schemas"]["GatewayCounts"];
            /** Format: date-time */
            createdAt: string;
            disabled: boolean;
            /**
             * Format: date-time
             * @description Until when the secret before the present one is taken as well; null where it is
             *         not.
             */
            formerSecretUntil: null | string;
            /**
             * Format: date-time
             * @description When anything of it last reached us, over MQTT or HTTP.
             */
            heardAt: null | string;
            hearsAllTowns: boolean;
            id: string;
            name: string;
            /** @description Codes of the categories of cases that they may open; null for all. */
            onlyCategories: null | string[];
            /** @description Codes of the towns that its reports and feedback may be about; null for all. */
            onlyTowns: null | string[];
            /** @description The payload profile that reads its own format; null where it speaks none. */
            profile: null | string;
            /** @description Kinds of messages that it may send: readings, reports, feedback. */
            sends: string[];
            /**
             * Format: int32
             * @description In service.
             */
            sensors: number;
        };
        GatewayLink: {
            /**
             * Format: int32
             * @description Open ones, over all nodes.
             */
            connections: number;
            /**
             * @description How its last connection ended, while it has none: graceful, lost, keep_alive, takeover,
             *         violation, dropped, shutdown, node_lost.
             */
            ending: null | string;
            online: boolean;
            /**
             * Format: date-time
             * @description When it connected or, when it is not online, when it went; null when it never was.
             */
            since: null | string;
            /** @description The will that counts since it went without a word; control characters made visible. */
            will: null | string;
        };
        GatewaySecret: {
            id: string;
            /** @description Its MQTT password and HTTP key; shown this once, kept nowhere. */
            secret: string;
        };
        GridImportOutcome: {
            /** @description What looks like a mistake and may be meant: it is kept out until it is accepted. */
            asks: string[];
            /** @description By row and cell; an answer of the API has the first ones. */
            bad: components["schemas"]["BadRow"][];
            /**
             * Format: int32
             * @description How many bad rows there are in all.
             */
            badRows: number;
            /** Format: int32 */
            changed: number;
            /**
             * Format: int32
             * @description Facilities that had no grid code and have one now.
             */
            found: number;
            /**
             * @description False for a dry run, when bad rows kept the others out, and when something is to be accepted
             *         first.
             */
            kept: boolean;
            /** Format: int32 */
            new: number;
            /** @description How the file was read, what was passed over, and what else came of it. */
            notes: string[];
            /**
             * Format: int32
             * @description Grids of the file's towns that it no longer has.
             */
            removed: number;
            /** @description The first rows as they were understood. */
            sample: string[];
            /** Format: int32 */
            unchanged: number;
        };
        GridItem: {
            /** @description A place within it, WGS84. */
            centre: components["schemas"]["LonLat"];
            code: string;
            /**
             * Format: int32
             * @description How many lie in it.
             */
            facilities: number;
            name: null | string;
            shape: null | components["schemas"]["Shape"];
            town: string;
        };
        /** @description The sensors' health in one answer, so that a bad night is one message and not a storm of them. */
        HealthSummary: {
            /**
             * Format: date-time
             * @description When it was assessed.
             */
            at: string;
            /** @description Sensors by finding: offline, battery_low, signal_poor, clock_wrong. */
            counts: {
                [key: string]: number;
            };
            items: components["schemas"]["SensorFindings"][];
            /**
             * Format: int32
             * @description In service, healthy ones included.
             */
            sensors: number;
        };
        /** @description A message as it came. */
        HeardPayload: {
            /**
             * Format: int32
             * @description Its length.
             */
            bytes: number;
            /** @description mqtt or http. */
            channel: string;
            /** @description Why it was refused as a whole when it came; null when it was not. */
            detail: null | string;
            /** Format: date-time */
            heardAt: string;
            read: null | components["schemas"]["TrialAnswer"];
            /**
             * @description Its first 500 bytes as text, control characters made visible; as hex digits where it is no
             *         text.
             */
            text: string;
            topic: string;
        };
        /** @description A level that stands although the water is below its line. */
        HeldLevel: {
            /** @description blue, yellow, orange, red or powerRisk. */
            level: string;
            /**
             * Format: int32
             * @description Where it begins.
             */
            lineMm: number;
            /**
             * @description False: the depth is below that as well, of another sensor; the one that was above is silent
             *         or gone.
             */
            measured: boolean;
            /**
             * Format: int32
             * @description It stands until the water is measured below this.
             */
            untilMm: number;
        };
        /**
         * @description A request, with placeholders in its address, headers and body: `{{phone}}` (a message for each) or
         *     `{{phones}}` (one for all, by commas), `{{text}}`, `{{title}}`, `{{number}}`,
         *     `{{count}}`, `{{id}}`, `{{secret}}`.
         */
        HttpSettings: {
            body?: null | string;
            /**
             * @description application/json (the default), application/x-www-form-urlencoded, or another. What is
             *         filled in is written as the type needs it.
             */
            contentType?: null | string;
            headers?: null | {
                [key: string]: string;
            };
            /** @description POST (the default), PUT or GET. */
            method?: null | string;
            /**
             * @description A member of the JSON answer, such as data.code, that says whether it was taken; null: the
             *         status 2xx alone.
             */
            successPath?: null | string;
            /** @description What it has to be. */
            successValue?: null | string;
            url?: null | string;
        };
        /** @description What came of importing a list. */
        ImportOutcome: {
            /** @description What looks like a mistake and may be meant: it is kept out until it is accepted. */
            asks: string[];
            /** @description By row and cell; an answer of the API has the first ones. */
            bad: components["schemas"]["BadRow"][];
            /**
             * Format: int32
             * @description How many bad rows there are in all.
             */
            badRows: number;
            /** Format: int32 */
            changed: number;
            /**
             * @description False for a dry run, when bad rows kept the others out, and when something is to be accepted
             *         first.
             */
            kept: boolean;
            /** Format: int32 */
            new: number;
            /** @description How the file was read, what was passed over, and what else came of it. */
            notes: string[];
            /** @description The first rows as they were understood. */
            sample: string[];
            /** Format: int32 */
            unchanged: number;
        };
        /** @description 版记 (GB/T 9704-2012, 7.4). */
        Imprint: {
            /** @description 抄送机关, without the full stop; empty for none. */
            copiedTo: string;
            /**
             * Format: date
             * @description 印发日期.
             */
            printedOn: string;
            /** @description 印发机关. */
            printer: string;
        };
        /** @description A share of the town appearance index (市容环境卫生指数). */
        IndexComponent: {
            code: string;
            name: string;
            nameEn: string;
            /**
             * Format: double
             * @description The points a town starts with; those of all components are 100 together.
             */
            weight: number;
        };
        /** @description A share of the index, as it is said. */
        IndexComponentBody: {
            /** @description Lower-case letters and underscores; items of the standard and figures name it. */
            code?: null | string;
            name?: null | string;
            nameEn?: null | string;
            /** Format: double */
            weight?: null | number;
        };
        IndexComponentsBody: {
            /** @description All of them, in their order; those that are left out are none any more. */
            components?: null | components["schemas"]["IndexComponentBody"][];
        };
        /** @description The shares of the index, all of them at once. */
        IndexWeightsBody: {
            weights?: null | {
                [key: string]: number;
            };
        };
        /** @description A job that comes again and again. */
        JobItem: {
            /** @description Minute, hour, day, month, weekday, by the clock of Asia/Shanghai. */
            cron: string;
            /**
             * Format: date-time
             * @description When it last began; null when it never did.
             */
            last: null | string;
            /**
             * @description What became of that run: Succeeded, Failed, Processing, Enqueued, Scheduled,
             *         Deleted.
             */
            lastState: null | string;
            name: string;
            /**
             * Format: date-time
             * @description Null while no process runs jobs.
             */
            next: null | string;
            requested: null | components["schemas"]["JobRequest"];
        };
        JobRequest: {
            /** Format: date-time */
            at: string;
            /** @description The account's name. */
            by: string;
        };
        JobsAnswer: {
            /** @description Runs that were given up, the latest first. */
            failed: components["schemas"]["FailedRun"][];
            items: components["schemas"]["JobItem"][];
        };
        JsonObject: Record<string, never>;
        Label: {
            /** @description English; the Chinese is shown when left out. */
            en?: null | string;
            /** @description Chinese; shown in the field. */
            zh: string;
        };
        LayerSummary: {
            /** @description How many the caller may see, by kind; null for a layer that is not counted. */
            features: null | {
                [key: string]: number;
            };
            layer: string;
            /** @description Chinese. */
            name: string;
            nameEn: string;
        };
        LetterAnswerBody: {
            answer?: null | string;
        };
        LetterBody: {
            body?: null | string;
            /**
             * @description Ids of cases that the caller may see; a letter may be about something else than cases, and name
             *         none.
             */
            cases?: null | string[];
            /** Format: date */
            dueOn?: null | string;
            /**
             * @description The caller's organisation when left out; another one is for supervisors and
             *         administrators.
             */
            from?: null | string;
            /**
             * Format: date
             * @description Today when left out; not later than today.
             */
            issuedOn?: null | string;
            kind?: null | string;
            title?: null | string;
            to?: null | string;
        };
        LetterCaseItem: {
            category: string;
            /** Format: uuid */
            id: string;
            number: string;
            status: string;
            town: string;
        };
        LetterItem: {
            /** Format: int32 */
            cases: number;
            /** Format: date */
            dueOn: null | string;
            from: string;
            /** Format: uuid */
            id: string;
            /** Format: date */
            issuedOn: string;
            kind: string;
            kindName: null | string;
            number: string;
            /** @description open, overdue, answered or withdrawn. */
            state: string;
            title: string;
            to: string;
            town: null | string;
        };
        LetterView: {
            /** @description How the caller may end it: answer, withdraw. */
            allowed: string[];
            answer: null | string;
            /** Format: date-time */
            answeredAt: null | string;
            body: null | string;
            /** @description Those that the caller may see; int LetterItem.Cases counts all of them. */
            cases: components["schemas"]["LetterCaseItem"][];
            letter: components["schemas"]["LetterItem"];
            /** @description Those on the letter or its cases that the caller may see. */
            penalties: components["schemas"]["PenaltyItem"][];
        };
        /** @description Minutes at a colour and not at the next; at PowerRisk beside it. */
        LevelMinutes: {
            /** Format: double */
            blue: number;
            /** Format: double */
            orange: number;
            /** Format: double */
            powerRisk: number;
            /** Format: double */
            red: number;
            /** Format: double */
            yellow: number;
        };
        /** @description The open alarm for water at the lamps; see /api/v1/ponding/alarms/{id}. */
        LiveAlarm: {
            /** Format: date-time */
            acknowledgedAt: null | string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            raisedAt: string;
        };
        /** @description The current state of a section. */
        LiveSection: {
            alarm: null | components["schemas"]["LiveAlarm"];
            atPowerRisk: boolean;
            /**
             * Format: int32
             * @description Of its deepest sensor that is heard of; where sensors disagree, the higher one counts.
             */
            depthMm: null | number;
            /** Format: uuid */
            event: null | string;
            /** @description Levels that stand although DepthMm is below their line, by hysteresis. */
            held: components["schemas"]["HeldLevel"][];
            /** Format: double */
            lat: number;
            /** @description none, blue, yellow, orange, red: of the open event, confirmed and with hysteresis. */
            level: string;
            /** Format: double */
            lon: number;
            name: string;
            /** Format: date-time */
            observedAt: null | string;
            /** Format: date-time */
            peakAt: null | string;
            /** Format: int32 */
            peakMm: null | number;
            section: string;
            sensors: components["schemas"]["LiveSensor"][];
            /**
             * Format: date-time
             * @description When the open event was opened.
             */
            since: null | string;
            /** @description live, silent, no_sensor. */
            state: string;
            town: null | string;
        };
        LiveSensor: {
            code: string;
            /** Format: int32 */
            depthMm: null | number;
            /** Format: date-time */
            observedAt: null | string;
            /** @description Not heard of for more than two heartbeats. Silence below that is normal when it is dry. */
            silent: boolean;
        };
        /** @description Login and password, as the console and the phone send them. */
        LogInRequest: {
            login?: null | string;
            password?: null | string;
        };
        /**
         * @description A position in degrees, in whatever system its holder says; longitude first, as in GeoJSON and
         *         PostGIS.
         */
        LonLat: {
            /**
             * Format: double
             * @description Degrees north.
             */
            lat: number;
            /**
             * Format: double
             * @description Degrees east.
             */
            lon: number;
        };
        MadeCheck: {
            /** @description Who made it. */
            by: null | string;
            /** Format: date-time */
            checkedAt: string;
            /** @description It is the one that counts; the others are additional. */
            counts: boolean;
            /**
             * Format: double
             * @description From the facility.
             */
            metres: number;
            /** @description Of the problem that its answers tell; null: none. */
            problemCategory: null | string;
            /** @enum {string} */
            proof: "scan" | "position";
            /** Format: date-time */
            receivedAt: string;
            /** Format: uuid */
            report: string;
            /** Format: date-time */
            withdrawnAt: null | string;
        };
        /** @description What the caller may see on the map. */
        MapSummary: {
            /** @description True while a town's boundary is one that the product drew itself. */
            boundariesAreApproximate: boolean;
            /** @description West, south, east, north of the city in degrees; null without towns. */
            bounds: null | number[];
            /** @description By stage: register, dispatch, handle, check, closed, other. */
            cases: null | {
                [key: string]: number;
            };
            /** @description By type. */
            facilities: null | {
                [key: string]: number;
            };
            /** @description All of them, in the order of the server's list. */
            layers: components["schemas"]["LayerSummary"][];
            /** @description By level: silent, none, blue, yellow, orange, red. */
            sensors: null | {
                [key: string]: number;
            };
            /** Format: int32 */
            towns: number;
        };
        /**
         * @description What number fields add up to. It means the same in every form: the first form to publish it fixes its
         *         unit.
         */
        Measure: {
            /** @description snake_case with the unit's letters: asphalt_m2, kerb_m, lamp_count. */
            code: string;
            /** @description Chinese, as figures print it. */
            name: string;
            nameEn: null | string;
            /** @description ㎡, m, 个, 盏, … */
            unit: string;
        };
        /** @description A number in a sentence, and what it must agree with. */
        Mention: {
            cell: null | components["schemas"]["CellName"];
            /** @description Address of the list of records that the number counts, without the host. */
            evidence: null | string;
            /** @description The number as it stands in the text, without its unit: 90, 93.72%. */
            printed: string;
            /**
             * Format: double
             * @description What was counted; a percentage counts in percent.
             */
            value: number;
        };
        MetricItem: {
            /** @description Whether more is better: up, down, or none where the number alone does not tell. */
            better: string;
            code: string;
            counts: string;
            /** @description What its rows can be grouped by. */
            cuts: string[];
            /** @description How the figure is made where it is no plain sum. */
            madeFrom: null | string;
            name: string;
            nameEn: string;
            provenance: string;
            /** Format: int32 */
            rounding: number;
            /**
             * Format: double
             * @description Of a rate, in percent: what it should come to; null where none was set.
             */
            target: null | number;
            unit: string;
        };
        MetricTargetBody: {
            /**
             * Format: double
             * @description In percent, from 0 to 100; null: none any more.
             */
            value?: null | number;
        };
        MissingYear: {
            /**
             * Format: int32
             * @description Null where nothing is missing.
             */
            year: null | number;
        };
        MonthSummary: {
            /** Format: int32 */
            events: number;
            month: string;
            sections: components["schemas"]["SectionMonth"][];
            /** @description Codes of the worst five. */
            worst: string[];
        };
        NewGatewayBody: {
            /** @description Lower-case letters, digits and hyphens; its MQTT user name and topic level. */
            id?: null | string;
            name?: null | string;
        };
        /** @description An account whose password was made by us; it is shown this once. */
        NewPasswordAnswer: {
            login: string;
            password: string;
        };
        /** @description Water at the lamps of a section. */
        NoticeAlarm: {
            /** Format: int32 */
            depthMm: number;
            section: string;
            sectionName: string;
        };
        NoticeCase: {
            categoryName: string;
            /** Format: date-time */
            deadline: null | string;
            /** Format: uuid */
            id: string;
            number: string;
            /** @description As it is now. */
            status: string;
        };
        /** @description Checks of a routine that nobody made. */
        NoticeChecks: {
            /** Format: int32 */
            missed: number;
            routine: string;
            routineName: string;
            routineNameEn: string;
        };
        NoticeCount: {
            /**
             * Format: int32
             * @description Those that are neither read nor settled, counted up to 100.
             */
            unread: number;
        };
        /** @description Something that concerns the caller: of a case, a letter, an alarm or missed checks. */
        NoticeItem: {
            alarm: null | components["schemas"]["NoticeAlarm"];
            /** Format: date-time */
            at: string;
            /** @description Who took the step; null for what the system found. */
            by: null | string;
            case: null | components["schemas"]["NoticeCase"];
            checks: null | components["schemas"]["NoticeChecks"];
            /** Format: uuid */
            id: string;
            /**
             * @description The case has moved on since, the letter has ended or the alarm is finished: it waits for
             *         nobody any more.
             */
            isSettled: boolean;
            /**
             * @description dispatched, resumed, reworked, returned, urged, overdue, drawn, appeal_granted or appeal_refused
             *         (of a case), letter_received, letter_answered, letter_overdue, power_risk, check_missed.
             */
            kind: string;
            letter: null | components["schemas"]["NoticeLetter"];
            /** @description What was said with the step. */
            note: null | string;
            /** Format: date-time */
            readAt: null | string;
            townName: null | string;
        };
        NoticeLetter: {
            /**
             * Format: date
             * @description The last day for an answer.
             */
            dueOn: null | string;
            /** Format: uuid */
            id: string;
            /** @description transfer, supervision or advice. */
            kind: string;
            number: string;
            title: string;
        };
        /** @description A sentence of a notice, and the number that it prints. */
        NoticeSentence: {
            /** @description With all below it. */
            category?: null | string;
            /** @description E.g. patrols_sanitation; unique in its set. */
            code: string;
            /** Format: date */
            from: string;
            /** @description What is counted. */
            metric: string;
            org?: null | string;
            print?: components["schemas"]["PrintAs"];
            /**
             * Format: double
             * @description In print, unless exact: 100 makes 6600 of 6612.
             * @default 1
             */
            roundTo: number;
            /**
             * @description Chinese; {value} stands for the line's own number, {code} for that of another line of the set, {period} for the days
             *     that are counted, {period:集中整改期间} for the line's own days by their name.
             */
            text: string;
            /**
             * Format: date
             * @description Null for up to today.
             */
            to?: null | string;
            town?: null | string;
            /** @description Null for the metric's. */
            unit?: null | string;
        };
        /** @description What was read; one of the two is given. */
        NoticesRead: {
            /** @description These notices; those of others are passed over. */
            ids?: null | string[];
            /**
             * Format: date-time
             * @description All up to this moment: of the newest notice that was shown, so that one which came meanwhile
             *         stays unread.
             */
            until?: null | string;
        };
        OperationItem: {
            code: string;
            name: string;
            nameEn: string;
            /** @description By role: scope, own or city; a role that is not named may not do it. */
            reaches: {
                [key: string]: string;
            };
        };
        OrganisationBody: {
            /** @description bureau, centre, brigade, town or contractor. */
            kind?: null | string;
            name?: null | string;
            nameEn?: null | string;
            /** @description Code of the organisation above. */
            parent?: null | string;
            /** @description Code of the town that a town's office works for. */
            town?: null | string;
        };
        OrganisationItem: {
            code: string;
            kind: string;
            name: string;
            nameEn: null | string;
            parent: null | string;
            town: null | string;
        };
        /** @description All that is kept about who gave a feedback. */
        OwnDataExport: {
            facility: string;
            facilityName: string;
            kind: string;
            /** Format: double */
            lat: null | number;
            /** Format: double */
            lon: null | number;
            /** Format: date-time */
            observedAt: string;
            phone: string;
            /**
             * Format: int32
             * @description Days after which the number is forgotten, once the case has ended.
             */
            phoneKeptDays: number;
            /** @description SHA-256 of each photo. */
            photos: string[];
            receipt: string;
            /** Format: date-time */
            receivedAt: string;
            /** Format: int32 */
            stars: number;
            words: null | string;
        };
        OwnPhone: {
            /**
             * @description The number that was left with the feedback: together with the receipt it tells who wrote
             *         it.
             */
            phone?: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfAccountItem: {
            items: components["schemas"]["AccountItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfAlarmItem: {
            items: components["schemas"]["AlarmItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfAssessmentScore: {
            items: components["schemas"]["AssessmentScore"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfAssessmentView: {
            items: components["schemas"]["AssessmentView"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfAuditItem: {
            items: components["schemas"]["AuditItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfBulletinRevision: {
            items: components["schemas"]["BulletinRevision"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfCalendarDay: {
            items: components["schemas"]["CalendarDay"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfCaseItem: {
            items: components["schemas"]["CaseItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfCategoryItem: {
            items: components["schemas"]["CategoryItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfChannelItem: {
            items: components["schemas"]["ChannelItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfChannelMessageItem: {
            items: components["schemas"]["ChannelMessageItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfCheckItem: {
            items: components["schemas"]["CheckItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfCommandItem: {
            items: components["schemas"]["CommandItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfDeliveryItem: {
            items: components["schemas"]["DeliveryItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfDuplicateCandidate: {
            items: components["schemas"]["DuplicateCandidate"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfEventItem: {
            items: components["schemas"]["EventItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfFacilityItem: {
            items: components["schemas"]["FacilityItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfFacilityTypeItem: {
            items: components["schemas"]["FacilityTypeItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfFeedbackEntry: {
            items: components["schemas"]["FeedbackEntry"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfFeedbackItem: {
            items: components["schemas"]["FeedbackItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfFormItem: {
            items: components["schemas"]["FormItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfGatewayItem: {
            items: components["schemas"]["GatewayItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfGridItem: {
            items: components["schemas"]["GridItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfHeardPayload: {
            items: components["schemas"]["HeardPayload"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfLetterItem: {
            items: components["schemas"]["LetterItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfLiveSection: {
            items: components["schemas"]["LiveSection"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfNoticeItem: {
            items: components["schemas"]["NoticeItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfOrganisationItem: {
            items: components["schemas"]["OrganisationItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfPatrolItem: {
            items: components["schemas"]["PatrolItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfPayloadProfileItem: {
            items: components["schemas"]["PayloadProfileItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfPenaltyItem: {
            items: components["schemas"]["PenaltyItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfPlacement: {
            items: components["schemas"]["Placement"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfReadingItem: {
            items: components["schemas"]["ReadingItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfRefusedConnection: {
            items: components["schemas"]["RefusedConnection"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfRejectedItem: {
            items: components["schemas"]["RejectedItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfReportItem: {
            items: components["schemas"]["ReportItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfRoutineAnswer: {
            items: components["schemas"]["RoutineAnswer"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfSectionFrequency: {
            items: components["schemas"]["SectionFrequency"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfSectionItem: {
            items: components["schemas"]["SectionItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfSensorAvailability: {
            items: components["schemas"]["SensorAvailability"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfSensorCurve: {
            items: components["schemas"]["SensorCurve"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfSensorItem: {
            items: components["schemas"]["SensorItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfSessionItem: {
            items: components["schemas"]["SessionItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfSubsystemItem: {
            items: components["schemas"]["SubsystemItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfTownItem: {
            items: components["schemas"]["TownItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfTrackItem: {
            items: components["schemas"]["TrackItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfWebhookItem: {
            items: components["schemas"]["WebhookItem"][];
            next: null | string;
        };
        /**
         * @description A page of a list: `{items:[…], next}`; next is the cursor of the following page, null on the
         *         last.
         */
        PageOfWorkingHours: {
            items: components["schemas"]["WorkingHours"][];
            next: null | string;
        };
        /** @description What the page behind a code of the type says; what is left out is made of the type's name. */
        PageWords: {
            /**
             * @description What it shows of the facility, in order: `organisation`, `last_check`, or
             *         `attributes.` and a field of the type's form.
             */
            facts?: null | string[];
            rating?: null | components["schemas"]["Label"];
            thanks?: null | components["schemas"]["Label"];
            title?: null | components["schemas"]["Label"];
        };
        PasswordChange: {
            current?: null | string;
            new?: null | string;
        };
        PatrolAnswer: {
            category: null | string;
            /**
             * @description Its corrections and its withdrawal, the first one first; empty in the answer to a phone's
             *         PUT.
             */
            changes: components["schemas"]["ChangeEntry"][];
            /**
             * Format: double
             * @description Along the track, without the receiver's noise.
             */
            distanceMetres: number;
            domains: string[];
            /**
             * Format: double
             * @description From start to end; null while it is under way.
             */
            durationMinutes: null | number;
            /** Format: date-time */
            endedAt: null | string;
            /** @description time_skew, abandoned, mock_location, impossible_speed (over 150 km/h along the track). */
            flags: string[];
            /**
             * @description Up to 500 reports of its officers under it with what became of each; null in the answer to a
             *         phone's PUT.
             */
            found: null | components["schemas"]["FoundProblem"][];
            /**
             * Format: int32
             * @description Those that the track crosses.
             */
            gridCells: number;
            /**
             * Format: double
             * @description Their share of its town's; null without a town.
             */
            gridCoverage: null | number;
            /**
             * @description What GridCells counts: official, the bureau's 单元网格 of its town (anywhere, for a patrol
             *         without one), or square_100m, squares of that size where there are none.
             */
            gridKind: string;
            /** Format: uuid */
            id: string;
            kind: string;
            /**
             * Format: double
             * @description Over the legs of 500 m and more.
             */
            maxSpeedKmh: number;
            note: null | string;
            /** Format: uuid */
            officerId: string;
            officers: string[];
            organisation: string;
            /** @description The names of who went, who started it first; empty in the answer to a phone's PUT. */
            people: string[];
            /** Format: int32 */
            persons: number;
            /**
             * Format: int32
             * @description Positions of the track.
             */
            positions: number;
            /**
             * Format: int32
             * @description Those of them that cannot be; kept, and drawn grey.
             */
            positionsNotCounted: number;
            /**
             * Format: int32
             * @description Problems that its officers reported under it, as the figure problems_found counts
             *         them.
             */
            problems: number;
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            startedAt: string;
            town: null | string;
            /** Format: int32 */
            vehicles: number;
            /** Format: date-time */
            withdrawnAt: null | string;
        };
        /**
         * @description A patrol as the phone sends it, at its start and again, with EndedAt, at its
         *         end.
         */
        PatrolBody: {
            /** @description What it looks at: a category of kind inspection. */
            category?: null | string;
            /** @description Further categories of kind inspection that it looks at. */
            domains?: null | string[];
            /** Format: date-time */
            endedAt?: null | string;
            /** @description daily (default), on_site, joint or supervision. */
            kind?: null | string;
            note?: null | string;
            /** @description Logins of those who take part besides the sender. */
            officers?: null | string[];
            /** @description The account's own when left out; supervisors and administrators may name another. */
            organisation?: null | string;
            /**
             * Format: int32
             * @description 人次; 1 when left out.
             */
            persons?: null | number;
            position?: null | components["schemas"]["SentPosition"];
            /**
             * Format: date-time
             * @description The device's clock at the moment of sending, by which a wrong clock shows.
             */
            sentAt?: null | string;
            /** Format: date-time */
            startedAt?: null | string;
            /**
             * Format: int32
             * @description 辆次; 0 when left out.
             */
            vehicles?: null | number;
        };
        /** @description A patrol as it should have been entered; what is left out is as in a PUT. Its track, place and organisation stay. */
        PatrolCorrection: {
            category?: null | string;
            domains?: null | string[];
            /** Format: date-time */
            endedAt?: null | string;
            kind?: null | string;
            note?: null | string;
            officers?: null | string[];
            /** Format: int32 */
            persons?: null | number;
            /** Format: date-time */
            startedAt?: null | string;
            /** Format: int32 */
            vehicles?: null | number;
        };
        PatrolItem: {
            category: null | string;
            domains: string[];
            /** Format: date-time */
            endedAt: null | string;
            /** @description time_skew, abandoned; what its track shows is told with it. */
            flags: string[];
            /** Format: uuid */
            id: string;
            kind: string;
            note: null | string;
            /** @description The name of who started it. */
            officer: string;
            /** @description Logins of those who took part besides. */
            officers: string[];
            organisation: string;
            /** Format: int32 */
            persons: number;
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            startedAt: string;
            town: null | string;
            /** Format: int32 */
            vehicles: number;
        };
        /**
         * @description How a terminal's own format is read, as data: where in its messages the level, the time and the rest stand, and in
         *     what units. docs/profiles.md explains it with examples. Paths are relative to the part where there is
         *     string? PayloadProfile.Each; from the whole message with `$.` before them.
         */
        PayloadProfile: {
            /**
             * @description Path to the parts of a message, each a reading: `devices[*]` the elements of an array (an object
             *                 alone counts as one), `devices.*` the members of an object. Null: the message is one part.
             */
            each?: null | string;
            /**
             * @description Optional fields of a reading by their names in docs/mqtt.md, such as `batteryMv`. One that cannot
             *                 be read is left out; the level counts.
             */
            fields?: null | {
                [key: string]: components["schemas"]["ProfileValue"];
            };
            frame?: null | components["schemas"]["ProfileFrame"];
            level?: null | components["schemas"]["ProfileValue"];
            sensor?: null | components["schemas"]["ProfileValue"];
            time?: null | components["schemas"]["ProfileTime"];
            /**
             * @description The MQTT topic that the terminal publishes to, with `{device}` for its own number and `+` for
             *                 any level; null where it can be told to use `cityops/v1/{gateway}/raw`.
             */
            topic?: null | string;
            /** @description What must hold of a part; otherwise it is passed over: acknowledged, no reading, no refusal. */
            when?: null | components["schemas"]["ProfileCondition"][];
        };
        PayloadProfileBody: {
            definition?: null | components["schemas"]["PayloadProfile"];
            name?: null | string;
            /** @description Where the format is described. */
            source?: null | string;
        };
        /** @description How terminals of a make are read. */
        PayloadProfileItem: {
            /** Format: date-time */
            changedAt: null | string;
            code: string;
            definition: components["schemas"]["PayloadProfile"];
            name: string;
            /** @description shipped (it comes with the program), changed (it does, and was changed here) or own. */
            origin: string;
            /** @description Where the format is described. */
            source: null | string;
            /**
             * Format: int32
             * @description How many gateways are read by it.
             */
            terminals: number;
        };
        PenaltyBody: {
            /** Format: double */
            amountYuan?: null | number;
            /**
             * Format: uuid
             * @description The id of the case that it ended; or Letter.
             */
            case?: null | string;
            /** Format: date */
            decidedOn?: null | string;
            kind?: null | string;
            /** Format: uuid */
            letter?: null | string;
            note?: null | string;
            number?: null | string;
            /** @description Who decided; the caller's when left out. */
            organisation?: null | string;
        };
        /** @description A penalty as it should have been entered. What it rests on and who decided stay. */
        PenaltyCorrection: {
            /** Format: double */
            amountYuan?: null | number;
            /** Format: date */
            decidedOn?: null | string;
            kind?: null | string;
            note?: null | string;
            number?: null | string;
        };
        PenaltyItem: {
            /** Format: double */
            amountYuan: null | number;
            /** Format: uuid */
            case: null | string;
            category: null | string;
            /** @description Its corrections and its withdrawal, the first one first; told of one penalty, empty in lists. */
            changes: components["schemas"]["ChangeEntry"][];
            /** Format: date */
            decidedOn: string;
            /** Format: uuid */
            id: string;
            kind: string;
            /** Format: uuid */
            letter: null | string;
            note: null | string;
            number: null | string;
            organisation: string;
            town: null | string;
            /** Format: date-time */
            withdrawnAt: null | string;
        };
        PhoneReason: {
            /** @description Why the number is needed; 4 to 200 characters. It stands in the audit log. */
            reason?: null | string;
        };
        /** @description A photo as a record declares it, before or after its bytes have come. */
        PhotoBody: {
            /**
             * Format: int64
             * @description 1 to 20 MB.
             */
            bytes?: null | number;
            /** @description 64 hexadecimal digits, or base64. */
            sha256?: null | string;
            /**
             * @description image/jpeg, image/png, image/webp or image/heic; nothing or anything else is taken as well,
             *         since the bytes decide.
             */
            type?: null | string;
        };
        PhotoReceipt: {
            /**
             * Format: int64
             * @description As declared.
             */
            bytes: number;
            /**
             * Format: int64
             * @description How much has come.
             */
            receivedBytes: number;
            sha256: string;
            /** @description The photo has another size than was declared: the declaration was of another file, or wrong. */
            sizeDiffers: boolean;
            /**
             * @description declared: nothing has come; receiving: a part has; verified: all of it, and its hash is
             *         right.
             */
            state: string;
            type: string;
        };
        /** @description A section's water from a picture on. */
        PicturedWater: {
            atPowerRisk: boolean;
            /**
             * Format: int32
             * @description The highest since the picture before, of all its sensors; null after an hour without a
             *         reading.
             */
            depthMm: null | number;
            /** @description none, blue, yellow, orange or red, by the thresholds of then; silent without a depth. */
            level: string;
            /**
             * Format: int32
             * @description 0 is the first.
             */
            picture: number;
        };
        /** @description A stay of a sensor at a section. */
        Placement: {
            sensor: string;
            /**
             * Format: date-time
             * @description Null for one that was there from the beginning.
             */
            since: null | string;
            /**
             * Format: date-time
             * @description Null while it is there.
             */
            until: null | string;
        };
        PowerStep: {
            /** @description The code of one of the alarm's circuits. */
            circuit?: null | string;
            /** @description What shows it: who switched, what was measured. */
            note?: null | string;
            /** @description off: it was cut. on: it was restored, after the water had stayed off the lamps. */
            power?: null | string;
        };
        /**
         * @description How a number is printed; what is stored and answered stays exact.
         * @default exact
         * @enum {string}
         */
        PrintAs: "exact" | "about" | "over";
        /** @description RFC 9457, with members of its own kind beside these. */
        Problem: {
            /** @description Stable; docs/problems.md lists them. */
            code: string;
            /** @description What happened, to which id, and what to do. */
            detail?: string;
            /** @description The member or parameter that is wrong, where it is one. */
            field?: string;
            /** Format: int32 */
            status: number;
            /** @description English, the same for every occurrence. */
            title: string;
            /** @description Chinese, shown to the user. */
            titleZh: string;
            /** @description Names the call in the logs. */
            traceId?: string;
            /** @description /problems/ and the code. */
            type: string;
        };
        /** @description Answers that are a problem. */
        ProblemAnswer: {
            /** @description Of the case that is opened then. */
            category: string;
            /** @description Those of its choices that are a problem. */
            choices: string[];
            /** @description A choice or multi-choice of the form. */
            field: string;
        };
        /** @description Something that must hold of a part. */
        ProfileCondition: {
            /**
             * Format: int32
             * @description Offset of its first byte in the frame, from 0; below zero from the end.
             */
            at?: null | number;
            /** @description Bits of a whole number, `3` or `0-3`, the lowest being 0. */
            bits?: null | string;
            /** @description The values that count, as they stand there; null: any. */
            is?: null | string[];
            /** @description It is the name of the member that `each` took (`.*`), not a value in it. */
            key?: boolean;
            /**
             * Format: int32
             * @description How many bytes, of bcd and hex.
             */
            length?: null | number;
            /** @description Of a level: `level`, or `distance` from a sensor above the water down to it. */
            measures?: null | string;
            /**
             * @description What the terminal sends when it has no value, as it stands there: `-1`, `65535`; such a part
             *                 is passed over. JSON's null always is.
             */
            missing?: null | string[];
            /**
             * Format: double
             * @description Added.
             */
            offset?: null | number;
            /**
             * @description Order of its bytes as Modbus manuals write it: AB, BA, ABCD, DCBA, CDAB, BADC; the high byte first when
             *                 left out.
             */
            order?: null | string;
            /**
             * Format: int32
             * @description Of a text of several values the one to take, from 0.
             */
            part?: null | number;
            /** @description Path in the JSON: `params.56`, `Data[name=level].value`, `d|json.level`. */
            path?: null | string;
            /**
             * Format: double
             * @description Multiplied with, before the offset is added.
             */
            scale?: null | number;
            /** @description What stands between them; a comma when left out. */
            separator?: null | string;
            /** @description u8, i8, u16, i16, u32, i32, f32, bcd (decimal digits) or hex (as text). */
            type?: null | string;
            /** @description Of a level: mm, cm or m. */
            unit?: null | string;
        };
        /** @description A frame of bytes. */
        ProfileFrame: {
            /** @description crc16-modbus: the last two bytes are that check of all before them, low byte first. */
            check?: null | string;
            /** @description Of the payload itself: binary, or hex for hex digits. */
            encoding?: null | string;
            /** @description Path to it in the JSON, ending in `|hex` or `|base64`; null: the payload itself. */
            from?: null | string;
            /**
             * Format: int32
             * @description How many bytes it must have; null: any number.
             */
            length?: null | number;
            /** @description What it must begin with, as hex digits. */
            starts?: null | string;
        };
        /** @description Where the time stands and what it is. */
        ProfileTime: {
            /**
             * @description epoch (seconds or milliseconds since 1970, told apart by their size), epochSeconds, epochMilliseconds,
             *                 iso (with an offset), local (without one, or with a wrong one, of string? ProfileTime.Zone), or received: when it
             *                 reached us, for terminals without a clock.
             */
            as?: null | string;
            /**
             * Format: int32
             * @description Offset of its first byte in the frame, from 0; below zero from the end.
             */
            at?: null | number;
            /** @description Bits of a whole number, `3` or `0-3`, the lowest being 0. */
            bits?: null | string;
            /** @description It is the name of the member that `each` took (`.*`), not a value in it. */
            key?: boolean;
            /**
             * Format: int32
             * @description How many bytes, of bcd and hex.
             */
            length?: null | number;
            /** @description Of a level: `level`, or `distance` from a sensor above the water down to it. */
            measures?: null | string;
            /**
             * @description What the terminal sends when it has no value, as it stands there: `-1`, `65535`; such a part
             *                 is passed over. JSON's null always is.
             */
            missing?: null | string[];
            /**
             * Format: double
             * @description Added.
             */
            offset?: null | number;
            /**
             * @description Order of its bytes as Modbus manuals write it: AB, BA, ABCD, DCBA, CDAB, BADC; the high byte first when
             *                 left out.
             */
            order?: null | string;
            /**
             * Format: int32
             * @description Of a text of several values the one to take, from 0.
             */
            part?: null | number;
            /** @description Path in the JSON: `params.56`, `Data[name=level].value`, `d|json.level`. */
            path?: null | string;
            /**
             * Format: double
             * @description Multiplied with, before the offset is added.
             */
            scale?: null | number;
            /** @description What stands between them; a comma when left out. */
            separator?: null | string;
            /** @description u8, i8, u16, i16, u32, i32, f32, bcd (decimal digits) or hex (as text). */
            type?: null | string;
            /** @description Of a level: mm, cm or m. */
            unit?: null | string;
            /** @description Of a local time: `+08:00`, `Z` or a name such as `Asia/Shanghai`. */
            zone?: null | string;
        };
        /** @description Where a value stands and how it becomes a number: in JSON at a path, or in a frame at an offset. */
        ProfileValue: {
            /**
             * Format: int32
             * @description Offset of its first byte in the frame, from 0; below zero from the end.
             */
            at?: null | number;
            /** @description Bits of a whole number, `3` or `0-3`, the lowest being 0. */
            bits?: null | string;
            /** @description It is the name of the member that `each` took (`.*`), not a value in it. */
            key?: boolean;
            /**
             * Format: int32
             * @description How many bytes, of bcd and hex.
             */
            length?: null | number;
            /** @description Of a level: `level`, or `distance` from a sensor above the water down to it. */
            measures?: null | string;
            /**
             * @description What the terminal sends when it has no value, as it stands there: `-1`, `65535`; such a part
             *                 is passed over. JSON's null always is.
             */
            missing?: null | string[];
            /**
             * Format: double
             * @description Added.
             */
            offset?: null | number;
            /**
             * @description Order of its bytes as Modbus manuals write it: AB, BA, ABCD, DCBA, CDAB, BADC; the high byte first when
             *                 left out.
             */
            order?: null | string;
            /**
             * Format: int32
             * @description Of a text of several values the one to take, from 0.
             */
            part?: null | number;
            /** @description Path in the JSON: `params.56`, `Data[name=level].value`, `d|json.level`. */
            path?: null | string;
            /**
             * Format: double
             * @description Multiplied with, before the offset is added.
             */
            scale?: null | number;
            /** @description What stands between them; a comma when left out. */
            separator?: null | string;
            /** @description u8, i8, u16, i16, u32, i32, f32, bcd (decimal digits) or hex (as text). */
            type?: null | string;
            /** @description Of a level: mm, cm or m. */
            unit?: null | string;
        };
        /**
         * @description What became of a push. What is refused is recorded and answered with 200 all the same: sending it again
         *         would not help, and platforms stop sending to an address that answers otherwise.
         */
        PushAnswer: {
            /** Format: int32 */
            accepted: number;
            /** Format: int32 */
            duplicates: number;
            rejected: components["schemas"]["PushRefusal"][];
        };
        PushRefusal: {
            detail: null | string;
            /** @description A name from RejectionReason. */
            reason: string;
        };
        /** @description A reading as it is sent; here for the API's description, the pipeline reads the bytes itself. ReadingSchema adds the optional fields. */
        ReadingBody: {
            /**
             * Format: int32
             * @description battery voltage: a whole number of millivolts
             */
            batteryMv?: null | number;
            /**
             * Format: int32
             * @description Millimetres of water.
             */
            depthMm: number;
            /**
             * Format: date-time
             * @description ISO 8601 with an offset; milliseconds since 1970 are taken too.
             */
            observedAt: string;
            /**
             * Format: int32
             * @description signal strength: a number of dBm
             */
            rssiDbm?: null | number;
            /** @description The sensor's code. */
            sensor: string;
            /**
             * Format: int64
             * @description the gateway's own running number: a whole number
             */
            seq?: null | number;
            /**
             * Format: double
             * @description angle between the sensor and plumb: a number of degrees from 0 to 180
             */
            tiltDeg?: null | number;
        };
        /** @description One reading. */
        ReadingItem: {
            /**
             * Format: int32
             * @description battery voltage: a whole number of millivolts
             */
            batteryMv?: null | number;
            /** Format: int32 */
            depthMm: number;
            /**
             * @description What is doubtful about it: negative, out_of_range, spike, stuck, tilted, backfill; empty for a
             *         plain reading.
             */
            flags: string[];
            /** Format: date-time */
            observedAt: string;
            /**
             * Format: int32
             * @description The depth as it was sent, where the sensor's zero offset was taken off; else null.
             */
            rawMm: null | number;
            /** Format: date-time */
            receivedAt: string;
            /**
             * Format: int32
             * @description signal strength: a number of dBm
             */
            rssiDbm?: null | number;
            /**
             * Format: int64
             * @description the gateway's own running number: a whole number
             */
            seq?: null | number;
        };
        /** @description What became of the readings. */
        ReadingsAnswer: {
            /** Format: int32 */
            accepted: number;
            /** Format: int32 */
            duplicates: number;
            rejected: components["schemas"]["RejectedReading"][];
        };
        /** @description A subsystem that comes with the product; its file is read at its own address. */
        ReadySubsystem: {
            code: string;
            name: string;
            nameEn: string;
        };
        ReceiptPage: {
            items: components["schemas"]["FieldReceipt"][];
            /** @description There is more now: ask again at once. */
            more: boolean;
            /** @description Send it as since the next time, whether there was anything or not. */
            next: string;
        };
        ReceiptStep: {
            /** @description As in GET /api/v1/case-steps, which has the words for it. */
            action: string;
            /** Format: date-time */
            at: string;
            note: null | string;
        };
        /** @description A question of a form, as a column of its records. */
        RecordColumn: {
            /** @description Those of all versions. */
            choices: null | components["schemas"]["Choice"][];
            code: string;
            /**
             * @description As the latest version that asks it has it.
             * @enum {string}
             */
            kind: "text" | "integer" | "decimal" | "choice" | "multi_choice" | "date" | "photo" | "position" | "facility";
            label: components["schemas"]["Label"];
            /**
             * Format: int32
             * @description The latest version that asks it.
             */
            lastVersion: number;
            unit: null | string;
        };
        /** @description What was filled in once. */
        RecordItem: {
            /** @description As they were given, by the fields' codes. */
            answers: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When it was seen, or handled.
             */
            at: string;
            /** @description The account's name; null for a camera's. */
            by: null | string;
            /** @description The number of the case that it opened or handled. */
            case: null | string;
            /** Format: uuid */
            caseId: null | string;
            category: string;
            categoryName: string;
            /** @description One for each column, in words; null where it was not answered. */
            cells: string[];
            /**
             * Format: date-time
             * @description What is told is what the last correction says; `GET /api/v1/reports/{id}` tells what
             *         was said before. Null: never.
             */
            correctedAt: null | string;
            /** Format: uuid */
            id: string;
            /** @description report, or handling: of a case that was put right. */
            kind: string;
            organisation: string;
            organisationName: string;
            /** @description WGS84: of the report, or of the case. */
            position: components["schemas"]["LonLat"];
            town: string;
            townName: string;
            /** Format: int32 */
            version: number;
            /**
             * Format: date-time
             * @description It counts for nothing since.
             */
            withdrawnAt: null | string;
        };
        /** @description A page of a form's records. */
        RecordsPage: {
            /** @description The questions; each record has a cell for each. */
            columns: components["schemas"]["RecordColumn"][];
            form: string;
            items: components["schemas"]["RecordItem"][];
            /** @description Of the latest version. */
            name: string;
            nameEn: null | string;
            /** @description The cursor of the following page; null on the last. */
            next: null | string;
        };
        /** @description Who was not let in at the uplink: a row for each user name, client id, address and reason. */
        RefusedConnection: {
            address: string;
            /**
             * Format: int32
             * @description How often.
             */
            attempts: number;
            clientId: string;
            /** Format: date-time */
            firstAt: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            lastAt: string;
            /** @description unknown gateway, wrong secret, out of service, …, or what of the standard was broken. */
            reason: string;
            /**
             * @description As it came, its first 100 characters, control characters made visible; empty for
             *         none.
             */
            userName: string;
        };
        /** @description Which rejected messages are meant; null is any. */
        RejectedFilter: {
            /** Format: date-time */
            from?: null | string;
            gateway?: null | string;
            reason?: null | string;
            /** Format: date-time */
            to?: null | string;
        };
        /** @description A message that was not accepted. */
        RejectedItem: {
            /**
             * Format: int32
             * @description The payload's length.
             */
            bytes: number;
            /** @description mqtt, http or sl651. */
            channel: string;
            /** @description What a person needs to mend it. */
            detail: null | string;
            gateway: null | string;
            /** Format: uuid */
            id: string;
            reason: string;
            /** Format: date-time */
            receivedAt: string;
            replay: null | components["schemas"]["RejectedReplay"];
            /** @description The hash of the whole payload, where only its beginning is kept; it cannot be replayed. */
            sha256: null | string;
            /**
             * @description The payload's first 500 bytes as text, control characters made visible; of sl651 as hex
             *         digits.
             */
            text: string;
            /** @description The MQTT topic, the HTTP path, or sl651/ and the station's address. */
            topic: string;
        };
        /** @description One of them, complete. */
        RejectedMessage: {
            message: components["schemas"]["RejectedItem"];
            /**
             * Format: byte
             * @description As it came, or its beginning, in base64.
             */
            payload: string;
        };
        RejectedPosition: {
            /**
             * Format: int32
             * @description Its place in the request, from 0.
             */
            index: number;
            /** @description A problem's code. */
            reason: string;
        };
        RejectedReading: {
            detail: null | string;
            /**
             * Format: int32
             * @description Its place in the array or among the lines, from 0.
             */
            index: number;
            /** @description A name from RejectionReason. */
            reason: string;
        };
        RejectedReplay: {
            detail: null | string;
            /**
             * Format: date-time
             * @description Null while it waits for an uplink.
             */
            replayedAt: null | string;
            /** Format: date-time */
            requestedAt: string;
            /** @description Login. */
            requestedBy: null | string;
            /** @description accepted, duplicate or rejected. */
            result: null | string;
            /**
             * Format: int32
             * @description How often it was tried again.
             */
            times: number;
        };
        ReplayAnswer: {
            /**
             * Format: int64
             * @description How many will be tried again.
             */
            requested: number;
        };
        /** @description A report as a phone or a camera sends it. */
        ReportBody: {
            /** @description The category's form, filled in: an object. */
            answers?: null | {
                [key: string]: unknown;
            };
            category?: null | string;
            check?: null | components["schemas"]["SentCheck"];
            description?: null | string;
            facility?: null | components["schemas"]["FoundFacility"];
            /**
             * @description The form that was filled in, when it may no longer be the category's; the category's when left
             *         out.
             */
            form?: null | string;
            /**
             * Format: int32
             * @description The version that was filled in; the latest one when left out.
             */
            formVersion?: null | number;
            /**
             * Format: uuid
             * @description Made by the client; in the address over HTTP, here over MQTT.
             */
            id?: null | string;
            /** Format: date-time */
            observedAt?: null | string;
            /** @description rectified_on_site, transferred, or nothing. */
            outcome?: null | string;
            /**
             * Format: uuid
             * @description May name a patrol that has not arrived yet.
             */
            patrolId?: null | string;
            /** @description The photos that belong to it, whether their bytes have come or not. */
            photos?: null | components["schemas"]["PhotoBody"][];
            position?: null | components["schemas"]["SentPosition"];
            /**
             * Format: date-time
             * @description The device's clock at the moment of sending, by which a wrong clock shows. No part of the
             *         content: a repeat says another one.
             */
            sentAt?: null | string;
        };
        ReportItem: {
            answers: {
                [key: string]: unknown;
            };
            case: null | components["schemas"]["CaseReceipt"];
            category: string;
            categoryName: string;
            description: null | string;
            /** @description The code of the facility that was collected or corrected by it. */
            facility: null | string;
            flags: string[];
            form: null | string;
            /** Format: int32 */
            formVersion: null | number;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            observedAt: string;
            /** @description The reporter's name; null for a camera's. */
            officer: null | string;
            organisation: string;
            outcome: null | string;
            /** Format: uuid */
            patrolId: null | string;
            /**
             * Format: int32
             * @description Of those that were declared.
             */
            photosArrived: number;
            /** Format: int32 */
            photosDeclared: number;
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            /** Format: date-time */
            receivedAt: string;
            source: string;
            town: string;
            /** Format: date-time */
            withdrawnAt: null | string;
        };
        /** @description A report's receipt: what has arrived and what became of it. */
        ReportReceipt: {
            answers: {
                [key: string]: unknown;
            };
            case: null | components["schemas"]["CaseReceipt"];
            category: string;
            /**
             * @description Its corrections and its withdrawal, the first one first; told by GET and with each
             *         change.
             */
            changes: components["schemas"]["ChangeEntry"][];
            description: null | string;
            /**
             * Format: date-time
             * @description What the device said instead, where that cannot be right.
             */
            deviceObservedAt: null | string;
            /** @description The code of the facility that was collected or corrected by it. */
            facility: null | string;
            /** @description By flag, an object that says what was seen. */
            flagReasons: {
                [key: string]: unknown;
            };
            flags: string[];
            form: null | string;
            /** Format: int32 */
            formVersion: null | number;
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description The time that the report counts by.
             */
            observedAt: string;
            organisation: string;
            outcome: null | string;
            /** @description Whether the patrol that it names is here; null when it names none. */
            patrolArrived: null | boolean;
            /** Format: uuid */
            patrolId: null | string;
            photos: components["schemas"]["PhotoReceipt"][];
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            /** @description As it was sent. */
            rawPosition: components["schemas"]["SentPosition"];
            /** Format: date-time */
            receivedAt: string;
            /** Format: date-time */
            sentAt: null | string;
            source: string;
            town: string;
            /**
             * Format: date-time
             * @description It counts for nothing since then.
             */
            withdrawnAt: null | string;
        };
        /** @description A report as a page shows it. */
        ReportRecord: {
            report: components["schemas"]["ReportReceipt"];
            /** @description Who sent it, and what was filled in, in the form's words. */
            source: components["schemas"]["CaseSource"];
        };
        /** @description Who may do what, as sql/reference/roles.sql has it and a city's own roles add to it. */
        RightsTable: {
            operations: components["schemas"]["OperationItem"][];
            roles: components["schemas"]["RoleItem"][];
        };
        RoleItem: {
            code: string;
            name: string;
            nameEn: string;
            /** @description own or city: the records that the role sees. */
            scope: string;
        };
        /** @description A routine as it is now, or as it will be from From on. */
        RoutineAnswer: {
            category: string;
            code: string;
            /** Format: int32 */
            distanceMetres: number;
            document: null | components["schemas"]["RoutineDocument"];
            /**
             * Format: date
             * @description No check opens on this day or later.
             */
            endedOn: null | string;
            /** @enum {string} */
            escalation: "none" | "notice" | "case";
            escalationCategory: null | string;
            /** Format: int32 */
            everyWorkingDays: null | number;
            facilities: null | components["schemas"]["RoutineFacilities"];
            /**
             * Format: int32
             * @description Facilities that it is about now; 1 for a place or a document.
             */
            facilityCount: number;
            /** @description What is filled in: the category's. */
            form: null | string;
            /** Format: date */
            from: string;
            /** Format: int32 */
            graceDays: number;
            name: string;
            nameEn: string;
            /**
             * Format: date
             * @description When its next check opens; null where none does.
             */
            nextOn: null | string;
            organisation: null | string;
            place: null | components["schemas"]["RoutinePlace"];
            /** @description Code of docs/problems.md: what keeps it from having checks; null: nothing. */
            problem: null | string;
            problems: components["schemas"]["ProblemAnswer"][];
            rule: null | string;
            /** Format: date */
            startsOn: string;
            /** @description Days from which it was, is or will be another. */
            versions: string[];
            /** Format: int32 */
            windowDays: number;
        };
        /** @description A routine as it is put. */
        RoutineBody: {
            /** @description An inspection with a form, which is filled in at a check. */
            category?: null | string;
            /**
             * Format: int32
             * @description A check from farther away is flagged; 100 when left out.
             */
            distanceMetres?: null | number;
            document?: null | components["schemas"]["RoutineDocument"];
            /**
             * @description What a missed check leads to; none when left out.
             * @enum {null|string}
             */
            escalation?: "none" | "notice" | "case" | null;
            /** @description Of the case that it opens. */
            escalationCategory?: null | string;
            /**
             * Format: int32
             * @description Every so many days of the working calendar, 1 to 250.
             */
            everyWorkingDays?: null | number;
            facilities?: null | components["schemas"]["RoutineFacilities"];
            /**
             * Format: date
             * @description The day from which a change holds: tomorrow or later, tomorrow when left out; of a new routine
             *         today or later, today when left out.
             */
            from?: null | string;
            /**
             * Format: int32
             * @description Days after these in which it is done late; 0 when left out.
             */
            graceDays?: null | number;
            name?: null | string;
            nameEn?: null | string;
            /** @description Whose checks they are; of whoever looks after the facility when left out. */
            organisation?: null | string;
            place?: null | components["schemas"]["RoutinePlaceBody"];
            /** @description Answers that are a problem. */
            problems?: null | components["schemas"]["ProblemAnswer"][];
            /** @description An RRULE of RFC 5545 in whole days, e.g. `FREQ=WEEKLY;BYDAY=MO`; or EveryWorkingDays. */
            rule?: null | string;
            /**
             * Format: date
             * @description What the rule counts from; the day from which it holds when left out.
             */
            startsOn?: null | string;
            /**
             * Format: int32
             * @description Days in which a check is on time, the first one included; 1 when left out.
             */
            windowDays?: null | number;
        };
        RoutineDocument: {
            name?: null | string;
            /** @description The code of the town that it counts for, where its cases lie. */
            town?: null | string;
        };
        /** @description Facilities in use or damaged, by type and further by towns, organisations and codes. */
        RoutineFacilities: {
            codes?: null | string[];
            organisations?: null | string[];
            towns?: null | string[];
            type?: null | string;
        };
        RoutinePlace: {
            name: string;
            /** @description WGS84. */
            position: components["schemas"]["LonLat"];
            town: string;
        };
        RoutinePlaceBody: {
            name?: null | string;
            position?: null | components["schemas"]["SentPosition"];
        };
        /** @description One row of a printed table. */
        Row: {
            /** @description One for each column. */
            cells: components["schemas"]["Cell"][];
            kind: components["schemas"]["RowKind"];
            /** @description Indexes of the rows that this one is the sum of, in the columns that add up. */
            sumOf: number[];
        };
        /** @enum {string} */
        RowKind: "Item" | "Subtotal" | "Total" | "Aside";
        /** @description What the print can be checked by. */
        Seal: {
            /**
             * @description Put before the evidence links, e.g. https://cg.example.cn; null prints numbers without
             *         links.
             */
            evidenceHost: null | string;
            /**
             * @description Hex, of the frozen figures; null in bulletins from before string Seal.Sha256 covered more than
             *         these.
             */
            figuresSha256: null | string;
            /**
             * Format: date-time
             * @description When the figures were frozen.
             */
            frozenAt: string;
            /**
             * Format: int32
             * @description Of the month's figures, from 1.
             */
            revision: number;
            /** @description Hex, of all that is printed: the model's canonical JSON with this member empty (SealBulletin). */
            sha256: string;
            /** @description Hex, of the Word template that was filled; null likewise. */
            templateSha256: null | string;
        };
        /** @description A heading with what stands below it. */
        Section: {
            blocks: components["schemas"]["Block"][];
            /** @description Without its number; the number comes with the print. */
            heading: string;
            /** @description Known by templates, e.g. "towns". */
            key: string;
            /**
             * Format: int32
             * @description 1 prints 一、, 2 （一）, 3 1., 4 （1） (GB/T 9704-2012, 7.3.3).
             */
            level: number;
        };
        /** @description A section: its thresholds all of them, its name and shape where they change. */
        SectionBody: {
            /** Format: int32 */
            blueMm?: null | number;
            /**
             * @description blue, yellow, orange, red; null opens no cases.
             * @default yellow
             */
            caseLevel: null | string;
            /**
             * Format: int32
             * @default 30
             */
            closeAfterMinutes: number;
            /**
             * @description Of Line.
             * @default wgs84
             */
            coordSystem: string;
            /**
             * Format: int32
             * @default 30
             */
            hysteresisMm: number;
            /**
             * @description GeoJSON LineString or Polygon; needed for a new section, which then is in the town that its
             *         middle lies in.
             */
            line?: null | {
                coordinates: unknown[];
                type: string;
            };
            name?: null | string;
            /** Format: int32 */
            orangeMm?: null | number;
            /**
             * Format: int32
             * @default 60
             */
            powerRestoreMinutes: number;
            /** Format: int32 */
            powerRiskMm?: null | number;
            /** Format: int32 */
            redMm?: null | number;
            /** Format: int32 */
            yellowMm?: null | number;
        };
        SectionCircuit: {
            code: string;
            name: string;
            /** @description lamp_circuit or distribution_box. */
            type: string;
        };
        /** @description How often a section is under water. */
        SectionFrequency: {
            /** Format: int32 */
            events: number;
            /** Format: int32 */
            eventsOrange: number;
            /** Format: int32 */
            eventsRed: number;
            /** Format: int32 */
            eventsYellow: number;
            /** Format: double */
            lat: number;
            /** @description GeoJSON, WGS84. */
            line: {
                coordinates: unknown[];
                type: string;
            };
            /**
             * Format: double
             * @description Of its middle, where it is labelled.
             */
            lon: number;
            /** Format: double */
            minutesYellowOrWorse: number;
            name: string;
            /** Format: int32 */
            peakMm: null | number;
            /**
             * Format: double
             * @description Events a year.
             */
            perYear: number;
            /**
             * Format: double
             * @description Mean days between events; null without any.
             */
            returnDays: null | number;
            section: string;
            town: null | string;
        };
        /** @description A low-lying section with its thresholds, in millimetres above the road. */
        SectionItem: {
            /** Format: int32 */
            blueMm: number;
            /** @description The level from which an event opens a case; null for never. */
            caseLevel: null | string;
            circuits: components["schemas"]["SectionCircuit"][];
            /** Format: int32 */
            closeAfterMinutes: number;
            code: string;
            /** @description Newest first. */
            history: components["schemas"]["SectionRuleItem"][];
            /** Format: int32 */
            hysteresisMm: number;
            /** @description GeoJSON LineString or Polygon, WGS84. */
            line: {
                coordinates: unknown[];
                type: string;
            };
            name: string;
            /** Format: int32 */
            orangeMm: number;
            /** Format: int32 */
            powerRestoreMinutes: number;
            /** Format: int32 */
            powerRiskMm: number;
            /** Format: int32 */
            redMm: number;
            sensors: string[];
            town: null | string;
            /** Format: int32 */
            yellowMm: number;
        };
        /** @description A section's month. */
        SectionMonth: {
            /** Format: int32 */
            alarms: number;
            /**
             * Format: double
             * @description Share of the month in which its sensors were heard of at least every two heartbeats; null
             *         without a sensor.
             */
            availability: null | number;
            /** Format: int32 */
            events: number;
            minutes: components["schemas"]["LevelMinutes"];
            name: string;
            /** Format: date-time */
            peakAt: null | string;
            /** Format: int32 */
            peakMm: null | number;
            /**
             * Format: int32
             * @description 1 is the worst: most minutes at yellow or worse, then the highest peak; null without any.
             */
            rank: null | number;
            section: string;
            town: null | string;
        };
        SectionReplay: {
            /** Format: double */
            lat: number;
            /** @description GeoJSON LineString or Polygon, WGS84. */
            line: {
                coordinates: unknown[];
                type: string;
            };
            /** Format: double */
            lon: number;
            name: string;
            section: string;
            town: null | string;
            /** @description Only the frames in which something changed; all else stays. */
            water: components["schemas"]["PicturedWater"][];
        };
        /** @description Thresholds, and what else is set of a section's waters, as they held from a time on. */
        SectionRuleItem: {
            /** Format: int32 */
            blueMm: number;
            caseLevel: null | string;
            /** Format: date-time */
            changedAt: string;
            changedBy: null | string;
            /** Format: int32 */
            closeAfterMinutes: number;
            /** Format: int32 */
            hysteresisMm: number;
            /** Format: int32 */
            orangeMm: number;
            /** Format: int32 */
            powerRestoreMinutes: number;
            /** Format: int32 */
            powerRiskMm: number;
            /** Format: int32 */
            redMm: number;
            /**
             * Format: date-time
             * @description Null for the section's first ones, which hold for all the time before too.
             */
            validFrom: null | string;
            /** Format: int32 */
            yellowMm: number;
        };
        SeenPhone: {
            /**
             * Format: int32
             * @description How many more numbers the account may see today.
             */
            looksLeft: number;
            /** @description All of its digits. */
            phone: string;
        };
        /** @description How much was heard of a sensor at a section in a month. */
        SensorAvailability: {
            /**
             * Format: double
             * @description Share of its time there in which nothing was missing for more than two
             *         heartbeats.
             */
            availability: null | number;
            /** Format: int64 */
            readings: number;
            section: string;
            sectionName: string;
            sensor: string;
            /**
             * Format: double
             * @description What goes beyond two heartbeats of each gap, together.
             */
            silentHours: number;
            town: null | string;
        };
        /** @description A sensor as it is put up; all of it is set, what is left out is as usual. */
        SensorBody: {
            /**
             * @description Out of service: its readings are refused, and it is at no section.
             * @default false
             */
            disabled: boolean;
            /** @description The id of the gateway that sends its readings. */
            gateway?: null | string;
            /**
             * Format: int32
             * @description It is offline when two of them are missed.
             * @default 720
             */
            heartbeatMinutes: number;
            /**
             * Format: int32
             * @description Above the road's lowest point.
             */
            installHeightMm?: null | number;
            /**
             * @description ultrasonic, pressure, radar or electrode.
             * @default ultrasonic
             */
            kind: string;
            position?: null | components["schemas"]["SentPosition"];
            /**
             * Format: int32
             * @default 5000
             */
            rangeMaxMm: number;
            /**
             * Format: int32
             * @description What is sent below or above RangeMaxMm is refused as
             *         out_of_range.
             * @default -50
             */
            rangeMinMm: number;
            /**
             * Format: int32
             * @default 5
             */
            sampleMinutesDry: number;
            /**
             * Format: int32
             * @default 1
             */
            sampleMinutesWet: number;
            /**
             * @description The code of the section that it measures from now on; what it measured before stays with the
             *         section of then. Null: none.
             */
            section?: null | string;
            /**
             * Format: int32
             * @description Its reading on a dry road (mm): taken off the depths that are measured from now on.
             *         Changes are logged.
             * @default 0
             */
            zeroOffsetMm: number;
        };
        /** @description One sensor's part of a section's depth curve. */
        SensorCurve: {
            points: components["schemas"]["CurvePoint"][];
            /**
             * Format: int32
             * @description How many readings, or hours of a long span, the points were chosen from.
             */
            readings: number;
            sensor: string;
        };
        SensorFindings: {
            /** Format: int32 */
            batteryMv: null | number;
            /**
             * @description offline: nothing heard for more than two heartbeats; battery_low; signal_poor; clock_wrong:
             *         its gateway's.
             */
            findings: string[];
            gateway: string;
            /**
             * Format: date-time
             * @description Null when it never was.
             */
            heardAt: null | string;
            /** @description The daily summary before this one did not have it. */
            isNew: boolean;
            /** Format: int32 */
            rssiDbm: null | number;
            section: null | string;
            sectionName: null | string;
            sensor: string;
            /**
             * Format: double
             * @description How far its gateway's clock is behind (ahead is negative), when that is wrong.
             */
            skewSeconds: null | number;
            town: null | string;
        };
        SensorInstallation: {
            /** Format: int32 */
            heartbeatMinutes: number;
            /** Format: int32 */
            installHeightMm: null | number;
            /** @description ultrasonic, pressure, radar or electrode. */
            kind: string;
            /** Format: int32 */
            rangeMaxMm: number;
            /** Format: int32 */
            rangeMinMm: number;
            /** Format: int32 */
            sampleMinutesDry: number;
            /** Format: int32 */
            sampleMinutesWet: number;
            /** @description The log of its zero offset, newest first. */
            zeroHistory: components["schemas"]["SensorZero"][];
            /** Format: int32 */
            zeroOffsetMm: number;
        };
        /** @description A sensor and its last reading. */
        SensorItem: {
            /** Format: int32 */
            batteryMv: null | number;
            code: string;
            /**
             * Format: int32
             * @description Null before its first reading, as are the following.
             */
            depthMm: null | number;
            disabled: boolean;
            gateway: string;
            /**
             * Format: date-time
             * @description When anything of it last reached us.
             */
            heardAt: null | string;
            /** @description How it is put up; the members of SensorBody. */
            installation: components["schemas"]["SensorInstallation"];
            /**
             * @description none, blue, yellow, orange or red: of its newest depth by the section's thresholds, and at least
             *         its road's where it is the highest one there (sql/functions/sensor_level.sql); null while it is silent.
             */
            level: null | string;
            /** Format: date-time */
            observedAt: null | string;
            position: components["schemas"]["SensorPosition"];
            /** @description The water may reach a lamp door or distribution box. */
            powerRisk: boolean;
            /** Format: int32 */
            rssiDbm: null | number;
            section: null | string;
            sectionName: null | string;
            /** @description Nothing heard for more than two heartbeats. */
            silent: boolean;
            thresholds: null | components["schemas"]["SensorThresholds"];
            /** @description Code of the section's town. */
            town: null | string;
        };
        SensorPosition: {
            /**
             * Format: double
             * @description Degrees WGS84.
             */
            lat: number;
            /**
             * Format: double
             * @description Degrees WGS84.
             */
            lon: number;
        };
        /** @description The section's thresholds in millimetres of water. */
        SensorThresholds: {
            /** Format: int32 */
            blueMm: number;
            /** Format: int32 */
            orangeMm: number;
            /** Format: int32 */
            powerRiskMm: number;
            /** Format: int32 */
            redMm: number;
            /** Format: int32 */
            yellowMm: number;
        };
        /** @description What is taken off a sensor's raw depths from a time on. */
        SensorZero: {
            /** Format: date-time */
            changedAt: string;
            /** @description The name of who set it; null when it wasn't a person. */
            changedBy: null | string;
            /**
             * Format: date-time
             * @description Readings measured from then on; null: always.
             */
            validFrom: null | string;
            /** Format: int32 */
            zeroOffsetMm: number;
        };
        /** @description What a report says when it is a check of a routine. */
        SentCheck: {
            /** @description The code of the facility; left out for a routine of a place or a document. */
            facility?: null | string;
            /**
             * @description scan: the code on its plate was read there; position when left out.
             * @enum {null|string}
             */
            proof?: "scan" | "position" | null;
            /** @description The routine's code. */
            routine?: null | string;
        };
        /** @description A sentence of a bulletin with the numbers that it speaks of. */
        Sentence: {
            mentions: components["schemas"]["Mention"][];
            /** @description As printed: 组织环卫中心工作人员开展巡查90次，发现问题395个。 */
            text: string;
        };
        SentenceSet: {
            code: string;
            /** @description In their order. */
            lines: components["schemas"]["NoticeSentence"][];
            name: string;
        };
        /** @description A set as it is sent; its code is in the address. */
        SentenceSetBody: {
            lines?: null | components["schemas"]["NoticeSentence"][];
            name?: null | string;
        };
        /** @description A position as a device sends it. */
        SentPosition: {
            /**
             * Format: double
             * @description The device's own estimate.
             */
            accuracyMetres?: null | number;
            /** @description One of CoordSystems. */
            coordSystem?: null | string;
            /**
             * Format: date-time
             * @description When the position was fixed, by the device.
             */
            fixedAt?: null | string;
            /** @description True when the device says that an app made the position up. */
            isMock?: null | boolean;
            /**
             * Format: double
             * @description Degrees.
             */
            lat?: null | number;
            /**
             * Format: double
             * @description Degrees.
             */
            lon?: null | number;
        };
        /** @description Who is logged in, and as what. */
        SessionAnswer: {
            login: string;
            /**
             * @description The password was set by an administrator: until its owner has chosen another,
             *         every other call is refused with `password_change_required`.
             */
            mustChangePassword: boolean;
            name: string;
            organisation: string;
            organisationName: string;
            /** @description The operations that the account may do, in alphabetical order. */
            rights: string[];
            role: string;
            roleName: string;
            roleNameEn: string;
            town: null | string;
        };
        /** @description A log-in that goes on. */
        SessionItem: {
            /** @description What the browser or the app calls itself (User-Agent). */
            agent: null | string;
            /** Format: uuid */
            id: string;
            /** @description It is the one that asks. */
            isCurrent: boolean;
            /** @description True for a phone's app, false for a console; null where it is not known. */
            isPhone: null | boolean;
            /**
             * Format: date-time
             * @description When it was last used, to the hour.
             */
            seenAt: string;
            /** Format: date-time */
            startedAt: string;
        };
        /** @description A setting with the value that is in force. */
        SettingItem: {
            key: string;
            /** @description default, environment, or the file that says it. */
            source: string;
            /** @description Secrets are not shown. */
            value: string;
        };
        SettingsAnswer: {
            items: components["schemas"]["SettingItem"][];
            /** @description Keys of cityops.json that nothing reads: typing errors. */
            unknown: string[];
        };
        /** @description An area as GeoJSON: a MultiPolygon in WGS84. */
        Shape: {
            /** @description Polygons, rings, positions. */
            coordinates: number[][][][];
            type: string;
        };
        SkipBody: {
            /** @description Why nobody goes: the park is closed for works. */
            reason?: null | string;
        };
        Sl651ElementBody: {
            /** @description The address in the message's body; the station's own when left out. */
            address?: null | string;
            /**
             * @description Its identifier: hex digits such as 39 (water level) or FF11, or letters as ASCII frames write
             *         those that the standard's table does not have.
             */
            element?: null | string;
            /**
             * @description Of twelve values in a row: the time before them is that of the last, not of the first as
             *         the standard has it.
             * @default false
             */
            endsAtTime: boolean;
            /** @description The code of a sensor of this gateway; each has one element. */
            sensor?: null | string;
            /**
             * @description Of its values: m, cm or mm.
             * @default m
             */
            unit: string;
            /**
             * Format: int32
             * @description Its value where the depth is zero; taken off.
             * @default 0
             */
            zeroMm: number;
        };
        /** @description An element that is a sensor; as Sl651ElementBody. */
        Sl651ElementItem: {
            address: string;
            element: string;
            endsAtTime: boolean;
            sensor: string;
            unit: string;
            /** Format: int32 */
            zeroMm: number;
        };
        Sl651HeardItem: {
            address: string;
            /**
             * @description The byte that says how long the value is and how many decimals it has, as hex
             *         digits.
             */
            definition: string;
            element: string;
            /** Format: date-time */
            heardAt: string;
            /** Format: date-time */
            observedAt: null | string;
            /** @description The value as it came, its first 64 bytes, as hex digits. */
            raw: string;
            /** @description number, missing (the station says that it has none), unreadable, raw or picture. */
            state: string;
            /**
             * Format: int64
             * @description How often it was said.
             */
            times: number;
            /**
             * Format: double
             * @description In the element's own unit; of a picture its bytes.
             */
            value: null | number;
        };
        /** @description A gateway that speaks SL 651-2014 over TCP; all of it is set. */
        Sl651StationBody: {
            /** @description Its station address: ten hex digits, as it sends them. */
            address?: null | string;
            /** @description Which of its elements is which sensor. */
            elements?: null | components["schemas"]["Sl651ElementBody"][];
            /** @description Four hex digits; left out, the one that it has stays. */
            password?: null | string;
            /**
             * Format: int32
             * @description How often it is asked for its values (mode M4), from 30 s to a day; null for one that
             *         reports by itself.
             */
            pollSeconds?: null | number;
        };
        /** @description The SL 651 station of a gateway; its password is not shown. */
        Sl651StationItem: {
            address: string;
            elements: components["schemas"]["Sl651ElementItem"][];
            gateway: string;
            /** @description What it said last in each element, named for a sensor or not. */
            heard: components["schemas"]["Sl651HeardItem"][];
            /**
             * Format: int32
             * @description Null for one that reports by itself.
             */
            pollSeconds: null | number;
        };
        SourcePatrol: {
            arrived: boolean;
            /** Format: date-time */
            endedAt: null | string;
            /** Format: uuid */
            id: string;
            kind: null | string;
            /** @description Who started it; null, as are the others, while it has not arrived. */
            officer: null | string;
            /** Format: date-time */
            startedAt: null | string;
        };
        /** @description The deduction standard (扣分标准) and the shares of the index, as the bureau has set them. */
        Standard: {
            components: components["schemas"]["IndexComponent"][];
            items: components["schemas"]["StandardItem"][];
        };
        /** @description What towns or contractors lose points and fees for. */
        StandardItem: {
            category: null | string;
            code: string;
            /** @description Of the index; towns alone. */
            component: null | string;
            /**
             * Format: double
             * @description Withheld for each; contractors alone.
             */
            feeYuan: number;
            isInUse: boolean;
            name: string;
            /**
             * Format: double
             * @description Lost for each.
             */
            points: number;
            /** @description town or contractor. */
            subject: string;
            unit: string;
        };
        /** @description An item as it is sent; its code is in the address. */
        StandardItemBody: {
            category?: null | string;
            component?: null | string;
            /** Format: double */
            feeYuan?: null | number;
            isInUse?: null | boolean;
            name?: null | string;
            /** Format: double */
            points?: null | number;
            subject?: null | string;
            unit?: null | string;
        };
        /** @description A storm as a film: one picture every StepSeconds, the first at From. */
        StormReplay: {
            /** Format: date-time */
            from: string;
            /**
             * Format: int32
             * @description How many.
             */
            pictures: number;
            /** @description All of the caller's sections, by code. */
            sections: components["schemas"]["SectionReplay"][];
            /** Format: int32 */
            stepSeconds: number;
            /** Format: date-time */
            to: string;
        };
        /** Format: binary */
        Stream: string;
        /** @description A category, as `PUT /api/v1/categories/{code}` takes it. */
        SubsystemCategory: {
            code?: null | string;
            conditions?: null | components["schemas"]["ConditionBody"][];
            form?: null | string;
            handlingForm?: null | string;
            /** @enum {null|string} */
            kind?: "component" | "event" | "inspection" | null;
            name?: null | string;
            nameEn?: null | string;
            parent?: null | string;
        };
        /** @description A subsystem as one file: what it is exported as, and imported from in the same or another city. */
        SubsystemFile: {
            /** @description What is above first. Who is responsible is the city's own and is not in the file. */
            categories?: null | components["schemas"]["SubsystemCategory"][];
            /** @description In the order in which they are published. */
            forms?: null | components["schemas"]["SubsystemForm"][];
            /**
             * @description The console has an entry for it; true when left out.
             * @default true
             */
            inMenu: boolean;
            /** @description What is counted of it; said by the export, passed over by the import. */
            metrics?: null | string[];
            name?: null | string;
            nameEn?: null | string;
            /**
             * @description What is checked how often. Whose checks they are, in which towns and since when is the city's
             *         own and is not in the file.
             */
            routines?: null | components["schemas"]["SubsystemRoutine"][];
            type?: null | components["schemas"]["SubsystemType"];
        };
        SubsystemForm: {
            code?: null | string;
            /** @description See FormField. */
            fields?: unknown;
            name?: null | string;
            nameEn?: null | string;
        };
        /** @description A subsystem of the list. */
        SubsystemItem: {
            categories: string[];
            code: string;
            facilityType: string;
            forms: string[];
            inMenu: boolean;
            name: string;
            nameEn: string;
            routines: string[];
        };
        /** @description A subsystem of what the city has already. */
        SubsystemParts: {
            /**
             * @description The console has an entry for it; true when left out.
             * @default true
             */
            inMenu: boolean;
            name?: null | string;
            nameEn?: null | string;
            /** @description Everything that goes with this type of facility belongs to it. */
            type?: null | string;
        };
        /** @description A routine of the type's facilities, as `PUT /api/v1/routines/{code}` takes it. */
        SubsystemRoutine: {
            code?: null | string;
            content?: null | components["schemas"]["RoutineBody"];
        };
        /** @description A type of facility, as `PUT /api/v1/facility-types/{code}` takes it. */
        SubsystemType: {
            code?: null | string;
            content?: null | components["schemas"]["FacilityTypeBody"];
        };
        /** @description A table as it is printed, with what its rows and columns say of each other. */
        Table: {
            columns: components["schemas"]["Column"][];
            /** @description Known by templates and sentences, e.g. "towns". */
            key: string;
            /** @description Printed below, e.g. what a rate is a quotient of. */
            note: null | string;
            rows: components["schemas"]["Row"][];
            /** @description Printed above. */
            title: string;
        };
        TaskClock: {
            /** Format: date-time */
            deadline: string;
            /**
             * @description It lies in a year whose holidays are not entered yet, and moves when they
             *         are.
             */
            deadlineIsProvisional: boolean;
            /** @description As it is written: 4工作时. */
            limit: null | string;
            /** @description running, due_soon, overdue, suspended, met or missed, when it was asked. */
            state: string;
            /**
             * Format: date-time
             * @description From when on it is about to be overdue.
             */
            warnAt: null | string;
        };
        /** @description A step that may be taken: POST /api/v1/cases/{id}/{action}. */
        TaskStep: {
            action: string;
            /**
             * @description organisation, townOffice, condition, into, until, answers, category, position: beside note and
             *         photos, which go with every step.
             */
            asks: string[];
            button: components["schemas"]["Words"];
            /** @description For answers: the handling form that is filled in; null when its category asks nothing. */
            form: null | string;
            /**
             * Format: int32
             * @description Its latest published version.
             */
            formVersion: null | number;
            /** @description It is refused without a note that says why. */
            needsNote: boolean;
        };
        /** @description A gateway that speaks a format of its own; all of it is set. */
        TerminalBody: {
            /** @description What the terminal calls itself, such as its IMEI: `{device}` in its topic. */
            device?: null | string;
            /** @description The code of the payload profile that reads it. */
            profile?: null | string;
            /** @description How a platform that pushes by HTTP proves itself: token, onenet or iotda; null for none. */
            push?: null | string;
            /** @description What was agreed with it; left out, the one that it has stays. */
            pushToken?: null | string;
            /** @description Which of our sensors its own numbers are. None: its numbers are our sensors' codes. */
            sensors?: null | components["schemas"]["TerminalSensorBody"][];
        };
        /** @description The terminal of a gateway; the token is not shown. */
        TerminalItem: {
            device: null | string;
            gateway: string;
            profile: string;
            /** @description Null where the profile is not known. */
            profileName: null | string;
            push: null | string;
            sensors: components["schemas"]["TerminalSensorItem"][];
            /** @description Where it publishes beside `cityops/v1/{gateway}/raw`; null for nowhere. */
            topic: null | string;
        };
        TerminalSensorBody: {
            /**
             * @description The terminal's own; left out of its only sensor.
             * @default
             */
            number: string;
            /** @description The code of a sensor of this gateway; each has one number. */
            sensor?: null | string;
            /**
             * Format: int32
             * @description The terminal's value where the depth is zero: taken off a level, and what a distance is taken
             *         from: how high its sensor hangs above the road.
             * @default 0
             */
            zeroMm: number;
        };
        /** @description As TerminalSensorBody. */
        TerminalSensorItem: {
            number: string;
            sensor: string;
            /** Format: int32 */
            zeroMm: number;
        };
        ToiletName: {
            code: string;
            name: string;
            town: null | string;
        };
        /** @description Either login and password, or a refresh token, which is taken once. */
        TokenRequest: {
            login?: null | string;
            password?: null | string;
            refreshToken?: null | string;
        };
        TownImportOutcome: {
            /** @description What looks like a mistake and may be meant: it is kept out until it is accepted. */
            asks: string[];
            /** @description By row and cell; an answer of the API has the first ones. */
            bad: components["schemas"]["BadRow"][];
            /**
             * Format: int32
             * @description How many bad rows there are in all.
             */
            badRows: number;
            /** Format: int32 */
            changed: number;
            displaced: components["schemas"]["Displaced"];
            /**
             * @description False for a dry run, when bad rows kept the others out, and when something is to be accepted
             *         first.
             */
            kept: boolean;
            /** Format: int32 */
            new: number;
            /** @description How the file was read, what was passed over, and what else came of it. */
            notes: string[];
            /** @description The first rows as they were understood. */
            sample: string[];
            /** Format: int32 */
            unchanged: number;
        };
        TownItem: {
            boundaryIsApproximate: boolean;
            code: string;
            /**
             * Format: double
             * @description Of the town's centre, degrees WGS84.
             */
            lat: number;
            /**
             * Format: double
             * @description Of the town's centre, degrees WGS84.
             */
            lon: number;
            name: string;
            nameEn: null | string;
            shape: null | components["schemas"]["Shape"];
        };
        /** @description A position that cannot be taken is named and left out, so that it does not hold up the others. */
        TrackAnswer: {
            /** Format: int32 */
            accepted: number;
            /** Format: int32 */
            duplicates: number;
            /** @description False while the patrol is still on its way; the positions wait for it. */
            patrolArrived: boolean;
            rejected: components["schemas"]["RejectedPosition"][];
        };
        /** @description Positions of a patrol's track, in any order; a position is known by its time. */
        TrackBody: {
            positions?: null | components["schemas"]["TrackPosition"][];
            /**
             * Format: date-time
             * @description The device's clock at the moment of sending, by which a wrong clock is put right.
             */
            sentAt?: null | string;
        };
        /** @description A position of a track as it arrived. */
        TrackItem: {
            /** Format: float */
            accuracyMetres: null | number;
            /**
             * @description Why it is kept and not counted: nowhere (0/0), inaccurate (worse than 100 m), out_of_time (far
             *         from the patrol's time), jump (no way there and back is that fast); null when it counts.
             */
            doubt: null | string;
            /** @description The device says that an app made it up. */
            isMock: boolean;
            /**
             * Format: double
             * @description Degrees, WGS84.
             */
            lat: number;
            /**
             * Format: double
             * @description Degrees, WGS84.
             */
            lon: number;
            /** Format: date-time */
            observedAt: string;
        };
        TrackPosition: {
            /** Format: double */
            accuracyMetres?: null | number;
            /** @description wgs84 when left out: it is what a phone's GPS gives. */
            coordSystem?: null | string;
            /** @description True when the device says that an app made the position up. */
            isMock?: null | boolean;
            /**
             * Format: double
             * @description Degrees.
             */
            lat?: null | number;
            /**
             * Format: double
             * @description Degrees.
             */
            lon?: null | number;
            /** Format: date-time */
            observedAt?: null | string;
        };
        /** @description What a profile reads from a message. */
        TrialAnswer: {
            /**
             * Format: int32
             * @description How many parts bring nothing and are not refused: a condition does not hold, or the
             *                 terminal says that it has no value.
             */
            passedOver: number;
            /** @description Its parts, those that are refused among them. */
            readings: components["schemas"]["TrialReading"][];
            refusal: null | components["schemas"]["TrialRefusal"];
        };
        TrialReading: {
            /**
             * Format: int32
             * @description Of a distance without a sensor's zero, its negative.
             */
            depthMm: null | number;
            /** @description Those that were read. */
            fields: {
                [key: string]: number;
            };
            /** @description The terminal's own number of the sensor; null where it has one sensor. */
            number: null | string;
            /** Format: date-time */
            observedAt: null | string;
            refusal: null | components["schemas"]["TrialRefusal"];
            /** @description Our sensor's code; null where it is not known. */
            sensor: null | string;
            /** @description Optional fields that could not be read, and why; the reading counts without them. */
            unread: components["schemas"]["TrialRefusal"][];
        };
        TrialRefusal: {
            detail: string;
            /** @description Which path failed, or where in the frame; null where none did. */
            path: null | string;
            /** @description One of RejectionReason. */
            reason: string;
        };
        /** @description What became of answers that were only tried. */
        TriedAnswers: {
            errors: components["schemas"]["AnswerProblem"][];
            /** @description What they would add to the figures. */
            measures: {
                [key: string]: number;
            };
            /** @description They would be taken. */
            ok: boolean;
            /** Format: int32 */
            version: number;
        };
        TryBody: {
            answers?: unknown;
        };
        /** @description A message to be read by a profile, without storing anything. */
        TryProfileBody: {
            definition?: null | components["schemas"]["PayloadProfile"];
            /** @description Whose sensors the terminal's numbers are; null to leave them as they are. */
            gateway?: null | string;
            /** @description The code of one that there is; or Definition. */
            profile?: null | string;
            /**
             * Format: date-time
             * @description Taken for when it reached us; now when left out.
             */
            receivedAt?: null | string;
            /** @description The message as text; or SampleBase64 for bytes. */
            sample?: null | string;
            /** Format: byte */
            sampleBase64?: null | string;
        };
        WebhookBody: {
            /** @description True tells it nothing; what happens meanwhile is not told later either. */
            disabled?: null | boolean;
            name?: null | string;
            /** @description Only what concerns this organisation. */
            organisation?: null | string;
            /** @description Only what concerns this town. */
            town?: null | string;
            /** @description case.* (the default), case.overdue, ponding.alert, check.escalated, … or *. */
            types?: null | string[];
            /** @description https, without user name or fragment. */
            url?: null | string;
        };
        WebhookItem: {
            disabled: boolean;
            /**
             * Format: int32
             * @description Attempts since the target last answered.
             */
            failures: number;
            /** Format: uuid */
            id: string;
            name: string;
            organisation: null | string;
            /** Format: date-time */
            pausedUntil: null | string;
            town: null | string;
            types: string[];
            url: string;
            /** Format: int32 */
            waiting: number;
        };
        WebhookMade: {
            /** Format: uuid */
            id: string;
            /** @description whsec_ and base64 of the key; it is not shown again. */
            secret: string;
        };
        /** @description A withdrawal as it is sent; its members are those of a correction. */
        WithdrawalBody: {
            /** Format: date-time */
            deviceAt?: null | string;
            /** Format: uuid */
            id?: null | string;
            reason?: null | string;
            /** Format: date-time */
            sentAt?: null | string;
        };
        /** @description A name in both languages of the console. */
        Words: {
            en: string;
            zh: string;
        };
        WorkingHours: {
            periods: components["schemas"]["WorkingPeriod"][];
            /**
             * Format: date
             * @description Until the next one's day.
             */
            validFrom: string;
        };
        WorkingHoursBody: {
            periods?: null | components["schemas"]["WorkingPeriod"][];
        };
        /** @description A stretch of a working day, city time: `{"opens":"08:30","closes":"12:00"}`. */
        WorkingPeriod: {
            /** Format: time */
            closes: string;
            /** Format: time */
            opens: string;
        };
        /** @description A sentence with its number. */
        WrittenSentence: {
            line: string;
            /** @description As printed. */
            text: string;
            unit: string;
            /**
             * Format: double
             * @description Exact; null for a rate over nothing.
             */
            value: null | number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
export type Schemas = components['schemas'];
