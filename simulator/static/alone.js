// One phone that fills the page, at /phone/<openid>.

import { PhoneView } from "./phone.js";
import { World } from "./world.js";

const host = document.querySelector("[data-phone]");
const world = new World();
const phone = new PhoneView(world, { onBack: () => (location.href = "/#people") });
host.append(phone.root);
await world.start();
await phone.show(host.dataset.phone);
