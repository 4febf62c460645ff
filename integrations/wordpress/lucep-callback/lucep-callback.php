<?php
/**
 * Plugin Name:       Lucep Callback
 * Description:       A button in the corner with which visitors ask to be called back.
 * Version:           0.1.0
 * Requires at least: 5.8
 * Requires PHP:      7.4
 * License:           MIT
 * Text Domain:       lucep-callback
 *
 * @package LucepCallback
 */

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/includes/class-lucep-callback-options.php';
require_once __DIR__ . '/includes/class-lucep-callback-tag.php';

( new Lucep_Callback_Tag() )->register();

if ( is_admin() ) {
	require_once __DIR__ . '/includes/class-lucep-callback-settings.php';
	( new Lucep_Callback_Settings( plugin_basename( __FILE__ ) ) )->register();
}
