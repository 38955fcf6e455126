"""The trainable part: `Trainee.attach(model, recipe)`, a LoRA adapter and its optimiser.

The adapter multiplies in the base's own type (bfloat16 where the machine has it); its master copy, and
the optimiser's moments, are float32, so that small steps are not rounded away.
"""

from __future__ import annotations

import math
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import save_file

from finetune.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Trainee:
    """A model with an adapter. `working` are the weights that multiply, `masters` their float32 copies."""

    peft: Any
    model: Any
    working: dict[str, torch.nn.Parameter]
    masters: dict[str, torch.Tensor]
    optimizer: torch.optim.AdamW

    @classmethod
    def attach(cls, model: Any, recipe: Recipe) -> Trainee:
        """A fresh adapter on `model`: its A matrices random by the recipe's seed, its B matrices zero."""
        from peft import LoraConfig, get_peft_model

        torch.manual_seed(recipe.seed)
        shape = recipe.lora
        targets = shape.targets if isinstance(shape.targets, str) else list(shape.targets)
        config = LoraConfig(
            r=shape.rank,
            lora_alpha=shape.alpha,
            target_modules=targets,
            lora_dropout=shape.dropout,
            use_rslora=shape.rslora,
            task_type="CAUSAL_LM",
        )
        with warnings.catch_warnings():  # peft reads an attribute that transformers renamed
            warnings.simplefilter("ignore", FutureWarning)
            peft = get_peft_model(model, config, autocast_adapter_dtype=False)
        working = {name: weight for name, weight in peft.named_parameters() if weight.requires_grad}
        masters = {name: weight.detach().float().clone().requires_grad_() for name, weight in working.items()}
        optimizer = torch.optim.AdamW(masters.values(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
        return cls(peft, peft.get_base_model(), working, masters, optimizer)

    def step(self, rate: float, clip: float) -> float:
        """One step of the optimiser from the gradients that lie in `working`; returns their norm."""
        for name, weight in self.working.items():
            self.masters[name].grad = None if weight.grad is None else weight.grad.float()
            weight.grad = None
        norm = float(torch.nn.utils.clip_grad_norm_(self.masters.values(), clip))
        if not math.isfinite(norm):
            return norm
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self._copy_to_working(self.masters.items())
        return norm

    def tensors(self) -> dict[str, torch.Tensor]:
        """Masters and moments under flat names, for a checkpoint."""
        flat = {f"master.{name}": master.detach() for name, master in self.masters.items()}
        for name, master in self.masters.items():
            flat |= {f"{part}.{name}": value for part, value in self.optimizer.state[master].items()}
        return flat

    def restore(self, flat: dict[str, torch.Tensor]) -> None:
        """The reverse of `tensors`."""
        for name, master in self.masters.items():
            master.data.copy_(flat[f"master.{name}"])
            parts = (key.split(".", 1)[0] for key in flat if key.split(".", 1)[1] == name)
            self.optimizer.state[master] = {part: flat[f"{part}.{name}"] for part in parts if part != "master"}
        self._copy_to_working(self.masters.items())

    def write(self, folder: Path, base: str) -> None:
        """`adapter_model.safetensors` (float16: what llama.cpp takes) and `adapter_config.json`."""
        from peft import get_peft_model_state_dict

        folder.mkdir(parents=True, exist_ok=True)
        names = get_peft_model_state_dict(self.peft, state_dict={name: m.detach() for name, m in self.masters.items()})
        save_file({name: weight.half().contiguous() for name, weight in names.items()}, folder / ".adapter")
        os.replace(folder / ".adapter", folder / "adapter_model.safetensors")
        config = self.peft.peft_config["default"]
        config.base_model_name_or_path = base
        config.save_pretrained(folder)

    @torch.no_grad()
    def _copy_to_working(self, masters: Iterable[tuple[str, torch.Tensor]]) -> None:
        for name, master in masters:
            self.working[name].copy_(master)
