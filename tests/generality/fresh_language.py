"""Held-out variants of the library's families of language, speech and series."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from building import PATCHES, TINY, Table, floats, ids, pair, text, wave
from definition import EXPORTED, TRACED, Built, Definition, spread_out
from fresh_vision import parsed
from known_heads import TASKS, TEXT, called_with, sized
from known_language import AUDIO, GROUPED, PAIR, T5, Cached, Reader, Recurrent

SIZES: dict[str, dict[str, int]] = {
    "thin": {"h": 48, "l": 3, "a": 4, "f": 112},
    "tall": {"h": 80, "l": 7, "a": 5, "f": 144},
    "wide": {"h": 160, "l": 2, "a": 10, "f": 320},
    "single": {"h": 96, "l": 1, "a": 4, "f": 256},
}
"""Sizes that no other table has; taken by turns."""

HEADS = """
bert=bert/tok?hidden_act='gelu_new' bert=bert/mlm?tie_word_embeddings=False
bert=ernie/tok?use_task_id=True bert=bert/base?hidden_act='silu'
roberta=roberta/tok?hidden_act='relu' roberta=xlm-roberta/cls roberta=camembert/base
roberta=roberta/mlm distilbert=distilbert/mlm?activation='gelu'
distilbert=distilbert/cls?sinusoidal_pos_embds=True distilbert=distilbert/qa?activation='relu'
albert=albert/base?embedding_size=16,hidden_act='gelu' albert=albert/mlm?inner_group_num=2
albert=albert/tok?num_hidden_groups=2 electra=electra/mlm?embedding_size=16
electra=electra/qa?hidden_act='relu' electra=electra/cls?embedding_size=20
mobilebert=mobilebert/qa?normalization_type='layer_norm'
mobilebert=mobilebert/cls?use_bottleneck=False mobilebert=mobilebert/mc?trigram_input=False
mobilebert=mobilebert/base?num_feedforward_networks=1 deberta=deberta/qa?pos_att_type=['c2p']
deberta=deberta-v2/base?pos_att_type=['p2c'] deberta=deberta-v2/cls?conv_kernel_size=5
deberta=deberta/tok?position_biased_input=True mpnet=mpnet/base?hidden_act='relu'
mpnet=mpnet/mlm?relative_attention_num_buckets=8 convbert=convbert/qa?num_groups=2
convbert=convbert/mlm?head_ratio=4 squeezebert=squeezebert/cls
squeezebert=squeezebert/base?q_groups=1,k_groups=1,v_groups=1
modernbert=modernbert/qa?mlp_bias=True modernbert=modernbert/tok?norm_bias=True
modernbert=modernbert/mlm?attention_bias=True nomic_bert=nomic_bert/base
nomic_bert=nomic_bert/mlm?hidden_act='gelu' longformer=longformer/cls?attention_window=8
longformer=longformer/base?attention_window=2 esm=esm/qa?
esm=esm/mlm?emb_layer_norm_before=True,token_dropout=False fnet=fnet/cls
fnet=fnet/base?hidden_act='relu' layoutlm=layoutlm/cls layoutlm=layoutlm/qa
xlnet=xlnet/causal?attn_type='uni' xlnet=xlnet/base?ff_activation='relu'
xlnet=xlnet/qa?bi_data=True funnel=funnel/cls?block_sizes=[1,2,1]
funnel=funnel/base?pooling_type='max' funnel=funnel/qa?separate_cls=False
funnel=funnel/mlm?attention_type='factorized' gpt2=gpt2/causal?activation_function='silu'
gpt2=gpt2/tok?scale_attn_weights=False gpt2=gpt2/qa?activation_function='relu'
gpt2=gpt2/base?reorder_and_upcast_attn=True
gpt_bigcode=gpt_bigcode/causal?multi_query=True,activation_function='relu'
gpt_bigcode=gpt_bigcode/base?activation_function='gelu'
gpt_neo=gpt_neo/causal?activation_function='relu' gpt_neo=gpt_neo/cls?window_size=4
gptj=gptj/causal?rotary_dim=4 gptj=codegen/base?n_ctx=64 gptj=gptj/cls?activation_function='gelu'
gpt_neox=gpt_neox/causal?hidden_act='gelu_new' gpt_neox=gpt_neox/qa?use_parallel_residual=False
gpt_neox=gpt_neox/base?rotary_pct=1.0 opt=opt/causal?activation_function='gelu'
opt=opt/qa?do_layer_norm_before=False opt=opt/base?enable_bias=False
bloom=bloom/causal?apply_residual_connection_post_layernorm=True
bloom=bloom/tok?slow_but_exact=True bloom=bloom/cls mpt=mpt/causal?expansion_ratio=2 mpt=mpt/base
falcon=falcon/causal?bias=True falcon=falcon/tok?new_decoder_architecture=True,num_kv_heads=1
falcon=falcon/base?multi_query=False falcon=falcon/cls?parallel_attn=False
llama=llama/causal?attention_bias=False,mlp_bias=True llama=mistral/cls?sliding_window=None
llama=llama/tok?hidden_act='gelu' llama=ministral/causal?num_key_value_heads=1,head_dim=16
qwen2=qwen2/causal?tie_word_embeddings=True
qwen2=qwen2/qa?use_sliding_window=True,max_window_layers=1 qwen2=qwen2/base?hidden_act='gelu'
qwen3=qwen3/causal?tie_word_embeddings=True qwen3=qwen3/qa?attention_bias=True
qwen3=qwen3/cls?use_sliding_window=True,max_window_layers=1
gemma=gemma/causal?hidden_activation='gelu' gemma=gemma/tok?num_key_value_heads=4,head_dim=20
gemma2=gemma2/causal?final_logit_softcapping=None gemma2=gemma2/tok?sliding_window=4
gemma2=gemma2/base?attn_logit_softcapping=30.0 gemma3=gemma3_text/causal?sliding_window_pattern=2
gemma3=gemma3_text/cls?final_logit_softcapping=20.0
gemma3=gemma3_text/base?attn_logit_softcapping=30.0
phi=phi/causal?qk_layernorm=False,hidden_act='gelu' phi=phi/cls?partial_rotary_factor=1.0
phi=phi/base?partial_rotary_factor=0.25 phi3=phi3/causal?hidden_act='gelu'
phi3=phi3/base?num_key_value_heads=1 phi3=phi3/tok?tie_word_embeddings=True
stablelm=stablelm/causal?qk_layernorm=True stablelm=stablelm/cls?use_parallel_residual=True
stablelm=stablelm/base?partial_rotary_factor=1.0 cohere=cohere/causal?tie_word_embeddings=False
cohere=cohere/base?attention_bias=True cohere=cohere/causal?use_qk_norm=True,num_key_value_heads=1
olmo2=olmo2/causal?attention_bias=True olmo2=olmo2/cls?num_key_value_heads=1 olmo2=olmo3/causal
granite=granite/causal?attention_bias=True granite=granite/base?residual_multiplier=0.5
granite=granite/causal?mlp_bias=True starcoder2=starcoder2/causal?use_bias=False
starcoder2=starcoder2/tok?hidden_act='relu' starcoder2=starcoder2/base?sliding_window=4
mixtral=mixtral/causal?num_experts_per_tok=1 mixtral=mixtral/cls?num_local_experts=8
mixtral=mixtral/base?sliding_window=4 qwen_moe=qwen2_moe/causal?decoder_sparse_step=2
qwen_moe=qwen3_moe/base?num_experts=8,num_experts_per_tok=2
qwen_moe=qwen2_moe/cls?norm_topk_prob=True deepseek=deepseek_v3/causal?q_lora_rank=None
deepseek=deepseek_v2/base deepseek=deepseek_v3/cls?first_k_dense_replace=0
mamba=mamba/causal?use_mambapy=False,expand=3 mamba=mamba/base?residual_in_fp32=False
mamba=falcon_mamba/causal mamba2=mamba2/causal?n_groups=4 mamba2=mamba2/base?use_bias=True
rwkv=rwkv/causal?rescale_every=0 rwkv=rwkv/base?attention_hidden_size=96
""".split()

MORE: dict[str, dict[str, Any]] = {
    "ministral": {"num_key_value_heads": 0},
    "falcon_mamba": {"state_size": 8},
    "olmo3": {"num_key_value_heads": 0},
    "deepseek_v2": {**TEXT["deepseek_v3"][1], "topk_method": "greedy", "n_group": 1},
}
"""Options of kinds that the other tables lack."""

CLASSES = """
t5=T5ForConditionalGeneration/T5Config?num_layers=3,relative_attention_num_buckets=8
t5=MT5EncoderModel/MT5Config?d_kv=16 t5=UMT5Model/UMT5Config?num_heads=2
t5=T5ForQuestionAnswering/T5Config?feed_forward_proj='gated-silu'
t5=T5ForSequenceClassification/T5Config?dense_act_fn='gelu',feed_forward_proj='gelu'
t5=LongT5Model/LongT5Config?encoder_attention_type='local',local_radius=4
bart=BartForQuestionAnswering/BartConfig?encoder_layers=1
bart=MarianModel/MarianConfig?pad_token_id=0
bart=PLBartModel/PLBartConfig?activation_function='relu'
bart=BartForConditionalGeneration/BartConfig?scale_embedding=True,decoder_layers=1
bart=BlenderbotSmallModel/BlenderbotSmallConfig? mbart=MBartForConditionalGeneration/MBartConfig?
mbart=PegasusModel/PegasusConfig?scale_embedding=False
mbart=M2M100ForConditionalGeneration/M2M100Config?activation_function='gelu'
mbart=BlenderbotModel/BlenderbotConfig?
mbart=PegasusForConditionalGeneration/PegasusConfig?decoder_layers=1
mbart=NllbMoeModel/NllbMoeConfig?encoder_sparse_step=0,decoder_sparse_step=0
""".split()

SPEECH = """
wav2vec2=Wav2Vec2ForPreTraining/Wav2Vec2Config?
wav2vec2=HubertForSequenceClassification/HubertConfig?
wav2vec2=Wav2Vec2ForAudioFrameClassification/Wav2Vec2Config?do_stable_layer_norm=True
wav2vec2=UniSpeechForCTC/UniSpeechConfig?do_stable_layer_norm=True,feat_extract_norm='layer'
wav2vec2=HubertForCTC/HubertConfig?hidden_act='relu' wav2vec2=Wav2Vec2ForXVector/Wav2Vec2Config?
wavlm=WavLMForXVector/WavLMConfig? wavlm=WavLMForCTC/WavLMConfig?hidden_act='relu'
wavlm=WavLMForAudioFrameClassification/WavLMConfig?do_stable_layer_norm=True
wav2vec2_conformer=Wav2Vec2ConformerForSequenceClassification/Wav2Vec2ConformerConfig?hidden_act='gelu'
wav2vec2_conformer=Wav2Vec2ConformerForCTC/Wav2Vec2ConformerConfig?position_embeddings_type=None
sew=SEWForCTC/SEWConfig?hidden_act='relu' sew=SEWModel/SEWConfig?squeeze_factor=4
""".split()


def definitions() -> list[Definition]:
    """All of them, one exporter each, by turns."""
    table = Table()
    for place, line in enumerate(HEADS):
        family, name, options, _ = parsed(line)
        kind, task = name.split("/")
        size = list(SIZES)[place % 3 if place % 11 else 3]
        which = EXPORTED if place % 3 == 1 else TRACED
        made = _head(kind, task, SIZES[size], options, place)
        table.add(family, "transformers", _label(f"{kind}-{size}-{task}", options), made, which)
        if which == TRACED and place % 2 and kind not in ("mamba", "mamba2", "rwkv", "fnet"):
            axes = {0: "batch", 1: "length"}
            table.found[-1].dynamic = {"input_ids": axes, "attention_mask": axes}
    for place, line in enumerate(CLASSES):
        family, name, options, _ = parsed(line)
        base = T5 if family == "t5" else PAIR
        inputs = text if "Encoder" in name else pair
        if "T5ForSequence" in name or "Question" in name:
            inputs = pair
        made = _class(name, {**base, "pad_token_id": 0, **options}, inputs, len(table.found))
        which = EXPORTED if place % 2 else TRACED
        table.add(family, "transformers", _label(name.split("/")[0], options), made, which)
    for place, line in enumerate(SPEECH):
        family, name, options, _ = parsed(line)
        squeezed = {"conv_kernel": [10, 3, 3, 3, 3, 2, 2], "conv_stride": [5, 2, 2, 2, 2, 2, 2]}
        base = {**AUDIO, **(squeezed if family == "sew" else {}), "num_hidden_layers": 4}
        made = _class(name, {**base, **options}, wave, len(table.found))
        which = EXPORTED if place % 3 == 0 else TRACED
        table.add(family, "transformers", _label(name.split("/")[0], options), made, which)
    _others(table)
    _with_past(table)
    _plain(table)
    return table.found


def _label(stem: str, options: dict[str, Any]) -> str:
    given = "-".join(f"{key}={value}" for key, value in options.items())
    kept = "".join(c if c.isalnum() or c == "_" else "-" for c in given)
    return f"{stem}-{kept}" if kept else f"{stem}-fresh"


def _head(kind: str, task: str, size: dict[str, int], options: dict[str, Any], place: int) -> Any:
    def build() -> Built:
        import transformers
        from transformers.models.auto.configuration_auto import CONFIG_MAPPING

        base = TEXT[kind][1] if kind in TEXT else MORE[kind]
        config = CONFIG_MAPPING[kind](**sized(kind, CONFIG_MAPPING[kind], size, base | options))
        if getattr(config, "pad_token_id", None) is None:
            config.pad_token_id = 0
        config.use_cache = False
        model = getattr(transformers, TASKS[task]).from_config(config)
        if spread_out(place) and hasattr(model, "set_attn_implementation"):
            model.set_attn_implementation("eager")
        given = called_with("mamba" if kind == "falcon_mamba" else kind, TASKS[task])
        return (model.half() if place % 5 == 4 else model), given

    return build


def _class(name: str, options: dict[str, Any], inputs: Any, place: int) -> Any:
    class_name, config = name.split("/")

    def build() -> Built:
        import transformers

        model = getattr(transformers, class_name)(getattr(transformers, config)(**options))
        if spread_out(place) and hasattr(model, "set_attn_implementation"):
            model.set_attn_implementation("eager")
        return model, inputs()

    return build


def _others(table: Table) -> None:
    whisper = {**PAIR, "num_mel_bins": 64, "max_source_positions": 40, "pad_token_id": 0}
    mel: Any = lambda: {  # noqa: E731
        **floats(input_features=(1, 64, 80)),
        "decoder_input_ids": ids(1, 4),
    }
    sound: Any = lambda: floats(input_values=(1, 128, 64))  # noqa: E731
    ast = {**TINY, "max_length": 128, "num_mel_bins": 64, "qkv_bias": False}
    series = {
        "context_length": 64,
        "patch_length": 16,
        "patch_stride": 16,
        "num_input_channels": 2,
        "d_model": 48,
        "num_hidden_layers": 4,
        "num_attention_heads": 6,
        "ffn_dim": 96,
    }
    values: Any = lambda: floats(past_values=(3, 64, 2))  # noqa: E731
    towers = {
        "text_config": {**TINY, "eos_token_id": 2},
        "vision_config": {**PATCHES, "patch_size": 32},
        "projection_dim": 40,
    }
    seen: Any = lambda: {**text(2, 9), "pixel_values": torch.randn(2, 3, 224, 224)}  # noqa: E731
    lines: list[tuple[str, str, dict[str, Any], Any]] = [
        ("whisper", "WhisperModel/WhisperConfig", {**whisper, "encoder_layers": 3}, mel),
        (
            "whisper",
            "WhisperForConditionalGeneration/WhisperConfig",
            {**whisper, "activation_function": "relu"},
            mel,
        ),
        ("ast", "ASTModel/ASTConfig", ast, sound),
        ("ast", "ASTForAudioClassification/ASTConfig", {**ast, "qkv_bias": True}, sound),
        ("patchtst", "PatchTSTForRegression/PatchTSTConfig", {**series, "loss": "mse"}, values),
        (
            "patchtst",
            "PatchTSTForPretraining/PatchTSTConfig",
            {**series, "do_mask_input": 0},
            values,
        ),
        ("patchtst", "PatchTSTModel/PatchTSTConfig", {**series, "channel_attention": True}, values),
        ("patchtst", "PatchTSTModel/PatchTSTConfig", {**series, "pre_norm": False}, values),
        ("clip", "CLIPModel/CLIPConfig", towers, seen),
        ("clip", "MetaClip2Model/MetaClip2Config", towers, seen),
        ("clip_text", "CLIPTextModel/CLIPTextConfig", {**TINY, "hidden_act": "gelu"}, text),
        (
            "clip_text",
            "CLIPTextModelWithProjection/CLIPTextConfig",
            {**TINY, "eos_token_id": 3},
            text,
        ),
    ]
    for place, (family, name, options, inputs) in enumerate(lines):
        which = EXPORTED if place % 2 else TRACED
        label = f"{name.split('/')[0]}-fresh-{place}"
        table.add(
            family, "transformers", label, _class(name, options, inputs, len(table.found)), which
        )


def _with_past(table: Table) -> None:
    lines = """
    gpt_neox/GPTNeoXForCausalLM/GPTNeoXConfig/6/16 opt/OPTForCausalLM/OPTConfig/6/16
    mpt/MptForCausalLM/MptConfig/6/16 phi/PhiForCausalLM/PhiConfig/6/16
    qwen3/Qwen3ForCausalLM/Qwen3Config/2/16 gemma2/Gemma2ForCausalLM/Gemma2Config/2/16
    cohere/CohereForCausalLM/CohereConfig/2/16 olmo2/Olmo2ForCausalLM/Olmo2Config/2/16
    mixtral/MixtralForCausalLM/MixtralConfig/2/16 llama/LlamaForCausalLM/LlamaConfig/2/16
    stablelm/StableLmForCausalLM/StableLmConfig/2/16 granite/GraniteForCausalLM/GraniteConfig/2/16
    """.split()
    for place, line in enumerate(lines):
        family, name, config, heads, width = line.split("/")

        def build(
            name: str = name, config: str = config, heads: int = int(heads), width: int = int(width)
        ) -> Built:
            import transformers

            options = {**(TINY if heads == 6 else GROUPED), "num_hidden_layers": 2}
            if name == "MptForCausalLM":
                options = {"vocab_size": 997, "d_model": 96, "n_layers": 2, "n_heads": 6}
            inputs = {"#ids": ids(2, 1), "#mask": torch.ones(2, 9, dtype=torch.long)}
            for layer in range(2):
                inputs[f"#past_{layer}_key"] = torch.randn(2, heads, 8, width)
                inputs[f"#past_{layer}_value"] = torch.randn(2, heads, 8, width)
            return Cached(
                getattr(transformers, name)(getattr(transformers, config)(**options))
            ), inputs

        which = EXPORTED if place % 2 else TRACED
        table.add(family, "transformers", f"{family}-two-past", build, which)


class LastStep(torch.nn.Module):
    """A forecaster of numbers: recurrent layers, Linear on the last step."""

    def __init__(self, kind: str, layers: int, hidden: int) -> None:
        super().__init__()
        self.layers = getattr(torch.nn, kind)(7, hidden, layers, batch_first=True)
        self.out = torch.nn.Sequential(
            torch.nn.Linear(hidden, 20), torch.nn.ReLU(), torch.nn.Linear(20, 1)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(self.layers(x)[0][:, -1])  # type: ignore[no-any-return]


def _plain(table: Table) -> None:
    def tagger(kind: str, layers: int, both: bool) -> Any:
        return lambda: (Recurrent(kind, layers, both), {"#x": ids(2, 11, below=300)})

    def forecaster(kind: str, layers: int, hidden: int) -> Any:
        return lambda: (LastStep(kind, layers, hidden), {"#x": torch.randn(3, 15, 7)})

    for place, (family, label, build) in enumerate(
        [
            ("lstm", "lstm-last-step", forecaster("LSTM", 2, 24)),
            ("lstm", "lstm-four", tagger("LSTM", 4, False)),
            ("lstm", "lstm-last-step-one", forecaster("LSTM", 1, 96)),
            ("gru", "gru-last-step", forecaster("GRU", 1, 24)),
            ("gru", "gru-four-both", tagger("GRU", 4, True)),
            ("crnn", "crnn-wide", lambda: (Reader("LSTM"), {"#x": torch.randn(2, 1, 32, 160)})),
            ("crnn", "crnn-narrow", lambda: (Reader("LSTM"), {"#x": torch.randn(1, 1, 32, 64)})),
        ]
    ):
        table.add(family, "torch", label, build, TRACED if place != 1 else EXPORTED)

    def normed(widths: tuple[int, ...], act: str, norm: str) -> Any:
        def build() -> Built:
            layers: list[torch.nn.Module] = []
            for narrow, wide in itertools.pairwise(widths):
                layers += [
                    torch.nn.Linear(narrow, wide),
                    getattr(torch.nn, act)(),
                    torch.nn.Dropout(),
                ]
                if norm:
                    layers.insert(-2, getattr(torch.nn, norm)(wide))
            layers += [torch.nn.Linear(widths[-1], 4), torch.nn.Softmax(-1)]
            return torch.nn.Sequential(*layers), {"#x": torch.randn(5, widths[0])}

        return build

    table.add("mlp", "torch", "mlp-gelu-softmax", normed((16, 32, 32), "GELU", ""), TRACED)
    table.add(
        "mlp", "torch", "mlp-batch-norm", normed((9, 64, 64, 64), "ReLU", "BatchNorm1d"), TRACED
    )
    table.add("mlp", "torch", "mlp-layer-norm", normed((11, 48, 48), "SiLU", "LayerNorm"), EXPORTED)
    table.add("mlp", "torch", "mlp-sigmoid", normed((4, 8), "Sigmoid", ""), TRACED)
