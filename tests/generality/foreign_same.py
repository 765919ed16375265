"""Definitions of other names whose graphs are those of a listed family: they bear its label.

Each was read in its package's source and its export held against the family's; the second entry
says what was found. A verdict from operators and their connections cannot and need not part them.
"""

from __future__ import annotations

SAME_GRAPH: dict[str, tuple[str, str]] = {
    "blip_vision": (
        "vit",
        "class token, positions, pre-norm blocks with GELU; BLIP calls it a ViT (arXiv:2201.12086)",
    ),
    "blip_2_vision": ("vit", "the same blocks; the ViT of EVA-CLIP, without rotary embedding"),
    "flava_image": ("vit", "a copy of ViT's definition (arXiv:2112.04482, section 4.1)"),
    "kosmos2_vision": ("clip_vision", "a copy of CLIP's image encoder"),
    "clipseg_vision": ("clip_vision", "a copy of CLIP's image encoder"),
    "owlvit_vision": ("clip_vision", "a copy of CLIP's image encoder"),
    "internvl_vision": (
        "dinov2",
        "positions on class token and patches, LayerScale on both branches, GELU, no rotary",
    ),
    "radio_like_pixio": (
        "vit",
        "eight class tokens instead of one, which a ViT with registers has too (arXiv:2309.16588)",
    ),
    "bert-generation": ("distilbert", "word and position embeddings only, then BERT's layers"),
    "blip_text": ("distilbert", "word and position embeddings only, then BERT's layers"),
    "luke": ("roberta", "exported without entities, which leaves RoBERTa's network"),
    "big_bird": ("bert", "exported with full attention, which is BERT's"),
    "bigbird_pegasus": ("mbart", "exported with full attention, which is Pegasus's"),
    "trocr_decoder": ("bart", "post-norm decoder layers with cross attention; a copy of BART's"),
    "vit_small_patch16_lingbot": (
        "dinov3",
        "class token, four registers, LayerScale on both branches, rotary on patches: DINOv3's",
    ),
    "autoencoder_dense": ("mlp", "nothing but Linear layers and activations"),
    "test_convnext2-96": (
        "convnext",
        "a small test model; ConvNeXt v2 in its name, but no response norm in its graph",
    ),
    "tipsv2_vision": ("dinov2", "a copy of DINOv2 with registers, LayerScale on both branches"),
    "siglip2_vision": ("siglip", "SigLIP's blocks and attention pooling; patches come cut already"),
    "mllama_text": ("llama", "exported without an image, which leaves LLaMA's layers"),
    "esm_evolla": ("llama", "exported without a protein, which leaves LLaMA's layers"),
    "csm_depth_decoder": ("llama", "LLaMA's layers between embeddings of codes and their heads"),
    "HeliumForCausalLM": ("llama", "LLaMA's layers, rotary on pairs as in LLaMA's own code"),
    "SeedOssForCausalLM": ("qwen2", "biases on queries, keys and values only, as in Qwen2"),
    "idefics2_vision": ("siglip", "SigLIP's blocks and positions, without its pooling"),
    "phi4_vision": ("siglip", "SigLIP's blocks, positions and pooling"),
    "pp_formulanet_vision": ("sam_vision", "SAM's encoder and neck, then two convolutions"),
    "omniasr_audio": ("wav2vec2", "wav2vec 2.0's encoder, deeper"),
    "BriaTransformer2DModel": ("flux", "Flux's double and single blocks"),
    "AudioLDM2UNet2DConditionModel": ("sd_unet", "a latent diffusion U-Net with twice the context"),
    "molmo2_text": ("qwen3", "Qwen3's layers, projections packed; Molmo 2 is built upon Qwen3"),
    "flava_full": ("vit", "its first outputs are the image encoder's, a copy of ViT's definition"),
    "xdensenet121_2": ("densenet", "DenseNet's graph; its weights are masked by constants"),
    "markuplm": ("bert", "exported without places in a page, which leaves BERT's and a constant"),
    "ibert": ("roberta", "exported without its integer arithmetic, which leaves RoBERTa's network"),
    "siren": ("mlp", "nothing but Linear layers and sines"),
    "resnet50_clip_gap": (
        "resnet",
        "CLIP's ResNet without attention pooling: ResNet-D's stem and shortcuts, average pools",
    ),
    "ijepa": (
        "vit",
        "patches with positions, pre-norm blocks with GELU: the ViT of arXiv:2301.08243, no token",
    ),
    "vit_mae": (
        "vit",
        "a ViT of which some patches are picked before the class token joins (arXiv:2111.06377)",
    ),
    "vit_wee_patch16_reg1_gap_256": (
        "vit",
        "a register, LayerScale and the mean of the patches, by the definition that all ViTs share",
    ),
    "tinynet_a": (
        "efficientnet",
        "EfficientNet with other widths, depths and resolution (arXiv:2010.14819)",
    ),
}
"""By model: the family, and why."""
