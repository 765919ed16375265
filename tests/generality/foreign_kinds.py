"""Architecture and type of foreign models, by the package's own description of them.

Where a type of the library does not fit (an image upscaler, a vocoder), or the architecture lies
between two, the entry is empty, and the label says nothing.
"""

from __future__ import annotations

_TABLE = """
transformer/decoder language model: apertus arcee biogpt bitnet cohere2 ctrl diffllama doge exaone4
    gemma3n_text glm gpt_neox_japanese hrm_text hunyuan_v1_dense jais2 jetmoe nanochat nemotron olmo
    openai-gpt persimmon vaultgemma xglm imagegpt
transformer/text encoder: canine esmc eurobert flava_text gte ibert lilt luke markuplm megatron-bert
    rembert roberta-prelayernorm roc_bert roformer siglip_text tapas xlm xlm-roberta-xl xmod
transformer/encoder-decoder language model: pegasus_x prophetnet switch_transformers t5gemma
transformer/speech recognition: moonshine_encoder_decoder speech_to_text
transformer/speech encoder: data2vec-audio
hybrid/speech encoder: parakeet_encoder wav2vec2-bert
transformer/image encoder: aimv2_vision groupvit_vision hieradet_small ijepa mlcd_vision sam2_vision
    vit_mae vitdet
transformer/image classifier: beit3_base_patch16_224 convit_tiny pvt vit_base_patch16_rope_224
    vit_relpos_small_patch16_224 vit_srelpos_small_patch16_224 vit_wee_patch16_reg1_gap_256
hybrid/image classifier: botnet26t_256 coatnext_nano_rw_224 cvt eca_botnext26ts_256
    efficientformerv2_s0 efficientvit_m0 iformer_s lambda_resnet26t lowformer_b0
    maxxvit_rmlp_nano_rw_256 mobilenetv5_base shvit_s1 visformer_tiny vit_small_r26_s32_224
    vit_tiny_r_s16_p8_224 vitamin_small_224
cnn/image classifier: bat_resnext26ts cspnext_tiny cspresnet50 cspresnext50 efficientnet_es
    fbnetc_100 fbnetv3_b gcresnet33ts gcresnext26ts gernet_s hardcorenas_a lcnetv2_base lenet5
    mobilenet_edgetpu_v2_s regnetv_040 regnetz_b16 spnasnet_100 textnet
mlp/image classifier: gmixer_24_224
transformer/video classifier: timesformer videomae vivit
transformer/object detector: conditional_detr dab-detr
cnn/object detector: retinanet-head
transformer/depth estimation: depth_anything glpn
transformer/diffusion denoiser: aura-flow cogvideox latte prior-transformer sana stable-audio
cnn/autoencoder: autoencoder-dc autoencoder-tiny dac encodec vq-model
transformer/time-series forecast: timesfm
mlp/time-series forecast: patchtsmixer
transformer/text recognition: mgp-str
"""


def kinds() -> dict[str, tuple[str, str]]:
    """(architecture, type) by model."""
    found: dict[str, tuple[str, str]] = {}
    kind = ("", "")
    for line in _TABLE.strip().splitlines():
        if not line.startswith(" "):
            head, _, line = line.partition(":")
            architecture, _, task = head.partition("/")
            kind = (architecture, task)
        found.update(dict.fromkeys(line.split(), kind))
    return found
