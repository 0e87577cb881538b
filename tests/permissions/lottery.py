"""The lottery of a meeting: cockpit, projector, proof, one's own turns."""

from tests.permissions import rows

ROWS = rows(
    """
#    name                     nobody eve auditor ada bo  tess ines foreign
GET  cockpit                  login  404 403     403 403 200  200  404
GET  projector                login  404 403     403 403 200  200  404
POST commitment_create        login  404 403     403 403 ok   ok   404
POST phrase_create            login  404 403     403 403 ok   ok   404
POST draw_create              login  404 403     403 403 ok   ok   404
POST outcome_create           login  404 403     403 403 ok   ok   404
GET  stream                   login  404 403     403 403 204  204  404
POST timer_create             login  404 403     403 403 ok   ok   404
POST volunteer_create         login  404 403     403 403 ok   ok   404
POST volunteer_withdraw       login  404 403     403 403 ok   ok   404
POST hand_pick_create         login  404 403     403 403 ok   ok   404
POST hand_pick_withdraw       login  404 403     403 403 ok   ok   404
POST reveal_create            login  404 403     403 403 ok   ok   404
GET  proof                    login  404 200     200 200 200  200  404
GET  proof_json               login  404 200     200 200 200  200  404
GET  fairness                 login  404 200     200 200 200  200  404
GET  detection                login  404 403     403 403 200  200  404
GET  turn_list                login  404 403     200 200 403  403  404
""",
    namespace="lottery",
)
