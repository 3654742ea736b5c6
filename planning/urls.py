from django.urls import URLPattern, path

from planning.views import (
    agreed,
    board,
    cards,
    duty,
    earliest_start,
    fair_share,
    home,
    my_week,
    printing,
    proposals,
    remedies,
    repair,
    visit_plan,
    visits,
    weeks,
)

app_name = "planning"

urlpatterns: list[URLPattern] = [
    path("vandaag/", home.home, name="home"),
    path("mijn-week/", my_week.my_week, name="my_week"),
    path("mijn-week/<int:year>/<int:week>/", my_week.my_week, name="my_week"),
    # The board
    path("week/", board.current_week, name="week_board"),
    path("week/<int:year>/<int:week>/", board.week_board, name="week_board"),
    path("week/<int:year>/<int:week>/wijzigingen/", board.week_changes, name="week_changes"),
    path("week/<int:year>/<int:week>/mogelijk/", board.visit_options, name="visit_options"),
    path("week/eerlijk/", fair_share.fair_share, name="fair_share"),
    # The week as a whole
    path("week/<int:year>/<int:week>/maken/", weeks.week_build, name="week_build"),
    path("week/<int:year>/<int:week>/kopieren/", weeks.week_copy, name="week_copy"),
    path("week/<int:year>/<int:week>/voorleggen/", weeks.week_share, name="week_share"),
    path("week/<int:year>/<int:week>/akkoord/", weeks.week_approve, name="week_approve"),
    path("week/<int:year>/<int:week>/publiceren/", weeks.week_publish, name="week_publish"),
    path("week/<int:year>/<int:week>/ongedaan/", weeks.week_undo, name="week_undo"),
    path("week/<int:year>/<int:week>/opmerking/", weeks.week_comment, name="week_comment"),
    path("opmerking/<int:pk>/afgehandeld/", weeks.comment_settle, name="comment_settle"),
    path("week/<int:year>/<int:week>/bereikbaar/", duty.duty_edit, name="duty_edit"),
    path("week/<int:year>/<int:week>/bereikbaar/kopieren/", duty.duty_copy, name="duty_copy"),
    # A proposal
    path("week/<int:year>/<int:week>/voorstel/", proposals.week_proposal, name="week_proposal"),
    path("week/<int:year>/<int:week>/voorstel/maken/", proposals.proposal_ask, name="proposal_ask"),
    path("voorstel/<int:pk>/stoppen/", proposals.proposal_cancel, name="proposal_cancel"),
    path("voorstel/<int:pk>/toepassen/", proposals.proposal_apply, name="proposal_apply"),
    path("voorstel/<int:pk>/vragen/", remedies.remedy_ask, name="remedy_ask"),
    path("voorstel/<int:pk>/oplossing/", remedies.remedy_apply, name="remedy_apply"),
    # What can't go on
    path("week/<int:year>/<int:week>/oplossen/", repair.week_repair, name="week_repair"),
    path("week/<int:year>/<int:week>/oplossen/kiezen/", repair.repair_apply, name="repair_apply"),
    path("student/<int:pk>/oplossen/", repair.student_repair, name="student_repair"),
    path("klant/<int:pk>/oplossen/", repair.client_repair, name="client_repair"),
    path("bezoek/<int:pk>/bevestigen/", repair.visit_confirm, name="visit_confirm"),
    # What was agreed for one day
    path("extra-dagdeel/<int:pk>/intrekken/", agreed.extra_dagdeel_withdraw, name="extra_dagdeel_withdraw"),
    path("samen/<int:pk>/intrekken/", agreed.agreed_pair_withdraw, name="agreed_pair_withdraw"),
    # On paper
    path("week/<int:year>/<int:week>/afdrukken/", printing.print_week, name="print_week"),
    path("week/<int:year>/<int:week>/afdrukken/studenten/", printing.print_students, name="print_students"),
    path("week/<int:year>/<int:week>/afdrukken/kaarten/", printing.print_client_cards, name="print_client_cards"),
    path("week/<int:year>/<int:week>/afdrukken/alles/", printing.print_all, name="print_all"),
    # One visit
    path("week/<int:year>/<int:week>/plannen/", visit_plan.visit_plan, name="visit_plan"),
    path("bezoek/<int:pk>/", visits.visit_detail, name="visit_detail"),
    path("bezoek/<int:pk>/veranderen/", visit_plan.visit_move, name="visit_move"),
    path("bezoek/<int:pk>/ruilen/", visits.visit_swap, name="visit_swap"),
    path("bezoek/<int:pk>/afzeggen/", visits.visit_cancel, name="visit_cancel"),
    path("bezoek/<int:pk>/terugzetten/", visits.visit_restore, name="visit_restore"),
    path("bezoek/<int:pk>/afronden/", visits.visit_record, name="visit_record"),
    path("bezoek/<int:pk>/vastzetten/", proposals.visit_pin, name="visit_pin"),
    # Parts for the pages of students and clients
    path("student/<int:pk>/week/", cards.student_week_card, name="student_week_card"),
    path("klant/<int:pk>/week/", cards.client_week_card, name="client_week_card"),
    # At a home visit
    path("wanneer/", earliest_start.earliest_start_anybody, name="earliest_start_anybody"),
    path("klant/<int:client_id>/wanneer/", earliest_start.earliest_start_client, name="earliest_start_client"),
]
